import type { Refusal } from 'example-ui'

/** What the server says of an account. */
interface Answer {
  readonly user?: { readonly name: string } | null
  readonly error?: { readonly message: string; readonly issues?: NonNullable<Refusal['details']>['issues'] }
}

/**
 * Asks one of the server's four paths of accounts; gives the name of whoever is signed in then, or `null`.
 *
 * @throws a `Refusal` with the server's words, or with ours where no server answers.
 */
export async function ask(path: 'session' | 'sign-in' | 'sign-up' | 'sign-out', body?: object): Promise<string | null> {
  const { user, error } = await send(path, body).catch(
    (): Answer => ({ error: { message: 'The server does not answer: try again.' } }),
  )
  if (!error) return user?.name ?? null
  throw Object.assign(new Error(error.message), { details: { issues: error.issues ?? [] } }) satisfies Refusal
}

async function send(path: string, body?: object): Promise<Answer> {
  const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`/api/${path}`, init)
  return (await response.json()) as Answer
}
