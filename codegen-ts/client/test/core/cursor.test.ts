import { expect, test } from 'vitest'
import { moved } from '../../src/core/cursor'

test('r11_a_cursor_moves_with_what_is_followed', () => {
  // The same is in the server's tests.
  expect(moved('7.00112233.89abcdef.0123456789abcdef', 12, 'zoë-0001')).toBe('12.00112233.89abcdef.e1c08fe0c1683d9b')
  expect(moved('7.r.s.p', 0, '')).toBe('0.r.s.811c9dc59747b28c')
})
