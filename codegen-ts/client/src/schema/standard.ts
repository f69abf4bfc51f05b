import type { Issue } from '../errors'

/**
 * A validator that form libraries take: version 1 of the Standard Schema interface.
 *
 * Its issues carry `code` and `params` beside `message` and `path`, the same as the server's.
 */
export interface StandardSchema<Value> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'ferrosync'
    readonly validate: (value: unknown) => StandardResult<Value>
    /** Only for the type checker: never set. */
    readonly types?: { readonly input: Value; readonly output: Value } | undefined
  }
}

/** Either the value, or what is wrong with it. */
export type StandardResult<Value> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] }
