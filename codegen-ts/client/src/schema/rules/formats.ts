import { invalidUuid, isUuid } from '../kinds/scalars'
import { type Check, check } from '../problem'

/** Ends and begins with a letter or a digit; hyphens are inside. */
const label = '[A-Za-z\\d](?:[A-Za-z\\d-]{0,61}[A-Za-z\\d])?'
const atom = '[A-Za-z\\d!#$%&\'*+/=?^_`{|}~-]+'

/** The mail addresses that people have: ASCII, no quotes, no comments, a domain of at least two labels. */
export const email: Check<string> = /* @__PURE__ */ (() => {
  const form = new RegExp(`^(?=.{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`)
  // The length first: nobody has the expression walk through a megabyte.
  return check((value) => value.length <= 254 && form.test(value), 'invalid_email', 'must be an email address')
})()

/** An address of the web, with a host and without a user. */
export const url: Check<string> = /* @__PURE__ */ (() => {
  const host = `(?:${label}(?:\\.${label})*|\\[[\\dA-Fa-f:.]+\\])`
  const rest = '[/?#][^\\s\\0-\\x1f\\x7f"<>\\\\^`{|}]*'
  const form = new RegExp(`^[Hh][Tt][Tt][Pp][Ss]?://${host}(?::([1-9]\\d{0,4}))?(?:${rest})?$`)
  const holds = (value: string) => {
    if ([...value].length > 2048) return false
    const found = form.exec(value)
    return found !== null && Number(found[1] ?? 1) <= 65_535
  }
  return check(holds, 'invalid_url', 'must be a web address that starts with http:// or https://')
})()

/** A text that is a UUID in its canonical form. */
export const uuidText: Check<string> = (value, report) => (isUuid(value) ? undefined : report(invalidUuid))

/** A regular expression, found anywhere; `given` is how the schema has it. */
export function pattern(source: string, given: string = source): Check<string> {
  const form = new RegExp(source, 'u')
  return check((value) => form.test(value), 'invalid_format', `must match the pattern ${given}`, { pattern: given })
}
