import { expect, test } from 'vitest'
import {
  type Check,
  contains,
  each,
  email,
  endsWith,
  items,
  length,
  lowercase,
  multipleOf,
  oneOf,
  pattern,
  range,
  said,
  startsWith,
  trim,
  uppercase,
  url,
  uuidText,
  whole,
} from '../../src/client'
import { obey } from './read'

const code = <T>(rule: Check<T>, value: T) => (obey(rule, value).issues[0] as { code: string } | undefined)?.code

test('transforms_are_unicodes', () => {
  // U+0085 is white space in Rust's `trim` and none here; U+FEFF the other way round.
  const space = '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'
  expect(obey(trim, `${space}a b${space}`)).toEqual({ after: 'a b', issues: [] })
  expect(obey(trim, '\u0085\u200ba\u180e').after).toBe('\u0085\u200ba\u180e')
  expect(obey(lowercase, 'ÄΣ İ').after).toBe('äς i̇')
  expect(obey(uppercase, 'straße ŉ').after).toBe('STRASSE ʼN')
})

test('h10_a_transform_that_makes_a_text_longer_is_seen_by_the_rules_after_it', () => {
  const short = each<string>(uppercase, length(undefined, 2))
  expect(obey(short, ['ß'])).toEqual({ after: ['SS'], issues: [] })
  expect(obey(short, ['aß']).issues).toEqual([
    { path: [0], code: 'too_long', message: 'must have at most 2 characters', params: { max: 2 } },
  ])
})

test('messages_and_params_of_texts', () => {
  expect(obey(length(1), '').issues).toEqual([{ code: 'too_short', message: 'must have at least 1 character', params: { min: 1 } }])
  expect(obey(length(0, 1), '😀😀').issues).toEqual([{ code: 'too_long', message: 'must have at most 1 character', params: { max: 1 } }])
  expect(obey(startsWith('a"b'), 'x').issues).toEqual([{ code: 'missing_prefix', message: 'must start with "a"b"', params: { prefix: 'a"b' } }])
  expect(obey(endsWith('.de'), 'x').issues).toEqual([{ code: 'missing_suffix', message: 'must end with ".de"', params: { suffix: '.de' } }])
  expect(obey(contains('@'), 'x').issues).toEqual([{ code: 'missing_part', message: 'must contain "@"', params: { part: '@' } }])
  expect(obey(email, 'x').issues).toEqual([{ code: 'invalid_email', message: 'must be an email address', params: {} }])
  expect(obey(url, 'x').issues).toEqual([
    { code: 'invalid_url', message: 'must be a web address that starts with http:// or https://', params: {} },
  ])
  expect(obey(uuidText, 'x').issues).toEqual([
    { code: 'invalid_uuid', message: 'must be a UUID in lower case, with its hyphens', params: {} },
  ])
  expect(obey(pattern('^[0-9]$', '^\\d$'), 'x').issues).toEqual([
    { code: 'invalid_format', message: 'must match the pattern ^\\d$', params: { pattern: '^\\d$' } },
  ])
  expect(obey(oneOf(['a', 2]), 'x').issues).toEqual([{ code: 'not_one_of', message: 'must be one of "a", 2', params: { values: ['a', 2] } }])
})

test('messages_and_params_of_numbers', () => {
  expect(obey(range({ min: 1, max: 2 }), 0).issues).toEqual([{ code: 'too_small', message: 'must be at least 1', params: { min: 1 } }])
  expect(obey(range({ min: 1, max: 2 }), 3).issues).toEqual([{ code: 'too_large', message: 'must be at most 2', params: { max: 2 } }])
  expect(obey(range({ above: 0.5, below: 2 }), 0.5).issues).toEqual([{ code: 'too_small', message: 'must be more than 0.5', params: { above: 0.5 } }])
  expect(obey(range({ above: 0, below: 2 }), 2).issues).toEqual([{ code: 'too_large', message: 'must be less than 2', params: { below: 2 } }])
  for (const right of [1, 1.5, 2]) expect(obey(range({ min: 1, max: 2 }), right).issues).toEqual([])
  expect(obey(multipleOf(5), 4).issues).toEqual([{ code: 'not_multiple_of', message: 'must be a multiple of 5', params: { divisor: 5 } }])
  expect(obey(whole, 0.5).issues).toEqual([{ code: 'not_integer', message: 'must be an integer', params: {} }])
  expect(obey(whole, 1e300).issues).toEqual([])
})

test('messages_and_params_of_lists', () => {
  expect(obey(items(1), []).issues).toEqual([{ code: 'too_few', message: 'must have at least 1 item', params: { min: 1 } }])
  expect(obey(items(2), [1]).issues).toEqual([{ code: 'too_few', message: 'must have at least 2 items', params: { min: 2 } }])
  expect(obey(items(undefined, 1), [1, 2]).issues).toEqual([{ code: 'too_many', message: 'must have at most 1 item', params: { max: 1 } }])
  const rule = each<string>(trim, length(1), startsWith('a'))
  expect(obey(rule, ['ab', '  ']).issues).toEqual([
    { path: [1], code: 'too_short', message: 'must have at least 1 character', params: { min: 1 } },
    { path: [1], code: 'missing_prefix', message: 'must start with "a"', params: { prefix: 'a' } },
  ])
  const same = ['ab', 'ac']
  expect(obey(rule, same).after).toBe(same)
  expect(obey(rule, [' ab', 'ac']).after).toEqual(['ab', 'ac'])
})

test('a_message_of_ones_own_keeps_code_params_and_path', () => {
  expect(obey(said(length(1), 'give it a name'), '').issues).toEqual([{ code: 'too_short', message: 'give it a name', params: { min: 1 } }])
  expect(obey(said(each<string>(email), 'no'), ['a@b.de', 'b']).issues).toEqual([{ path: [1], code: 'invalid_email', message: 'no', params: {} }])
})

test('multiples_are_exact_of_integers_and_near_of_doubles', () => {
  expect(code(multipleOf(1000), 10 ** 12 + 1)).toBe('not_multiple_of')
  expect(code(multipleOf(3), -9)).toBeUndefined()
  expect(code(multipleOf(3), 0)).toBeUndefined()
  for (const right of [0.3, 0.7, 1.1, -0.3, 1e15, 0]) expect(code(multipleOf(0.1, 1e-9), right)).toBeUndefined()
  for (const wrong of [0.35, 0.301, 1e-3]) expect(code(multipleOf(0.1, 1e-9), wrong)).toBe('not_multiple_of')
  // The quotient is no number that there is.
  expect(code(multipleOf(1e-6, 1e-9), 1e308)).toBe('not_multiple_of')
})

test('h10_patterns_are_searched_by_code_points', () => {
  expect(code(pattern('b'), 'abc')).toBeUndefined()
  expect(code(pattern('^[^\\n\\r\\u2028\\u2029]$'), '😀')).toBeUndefined()
  expect(code(pattern('^[0-9]$', '^\\d$'), '٣')).toBe('invalid_format')
})

test('email_addresses', () => {
  const right = ["a@b.de", "a.b+c'd@x-y.co.uk", '!#$%&*/=?^_`{|}~-@1.2', `${'a'.repeat(64)}@b.de`, `a@${'b'.repeat(63)}.de`]
  right.push(`${'a'.repeat(64)}@${`${'b'.repeat(61)}.`.repeat(3)}com`)
  for (const address of right) expect([address, code(email, address)]).toEqual([address, undefined])
  const wrong = ['', 'a', '@b.de', 'a@', 'a@b', 'a@b.', 'a@.de', 'a@b..de', '.a@b.de', 'a.@b.de', 'a..b@b.de', 'a@-b.de', 'a@b-.de']
  wrong.push('a b@c.de', 'ä@b.de', 'a@bä.de', 'a@b.de\n', ' a@b.de', '"a"@b.de', 'a@[1.2.3.4]', 'a@b@c.de', 'a@b_c.de', 'ſ@b.de', 'a@\u212A.de')
  wrong.push(`${'a'.repeat(65)}@b.de`, `a@${'b'.repeat(64)}.de`, `a@${'b.'.repeat(126)}de`, `${'a'.repeat(64)}@${`${'b'.repeat(61)}.`.repeat(3)}info`)
  for (const address of wrong) expect([address, code(email, address)]).toEqual([address, 'invalid_email'])
})

test('web_addresses', () => {
  const right = ['http://a', 'https://a.b', 'HtTpS://A-1.b:80/x', 'http://127.0.0.1:65535', 'http://[::1]', 'http://[::ffff:1.2.3.4]:1/?a#b']
  right.push('http://a/ä😀', "http://a?b=c&d[]='e'", 'http://a#', `http://a/${'x'.repeat(2039)}`, `http://a/${'😀'.repeat(2039)}`)
  for (const address of right) expect([address, code(url, address)]).toEqual([address, undefined])
  const wrong = ['', 'a', 'ftp://a', 'http:/a', 'http://', 'http:///a', 'http://a.', 'http://.a', 'http://-a', 'http://a-', 'http://a_b', 'http://ä']
  wrong.push('http://u@a', 'http://u:p@a', 'http://a:', 'http://a:0', 'http://a:080', 'http://a:65536', 'http://a:99999', 'http://a:1x', 'http://a b')
  wrong.push('http://[]', 'http://[::1', 'http://[g]', 'http://a/ ', 'http://a/\u00a0', 'http://a/\ufeff', 'http://a/\0', 'http://a/\x7f', 'http://a/\n')
  wrong.push(...[...'"<>\\^`{|}'].map((character) => `http://a/${character}`), `http://a/${'x'.repeat(2040)}`, `http://${'a'.repeat(64)}`, 'http\u017f://a')
  for (const address of wrong) expect([address, code(url, address)]).toEqual([address, 'invalid_url'])
})

test('h11_a_megabyte_of_a_bad_address_is_refused_at_once', () => {
  for (const bad of ['a', 'a.', 'a@', '!', 'a-', 'http://a.', 'http://a-'].map((part) => part.repeat(1_000_000 / part.length))) {
    const start = performance.now()
    expect(code(email, bad)).toBe('invalid_email')
    expect(code(url, bad)).toBe('invalid_url')
    expect(performance.now() - start).toBeLessThan(5_000)
  }
})
