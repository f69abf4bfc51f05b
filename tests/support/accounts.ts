import { request } from './client'

/** What a browser sends by itself once it is signed in. */
export interface Cookie {
  readonly [name: string]: string
  readonly cookie: string
}

/** A password that the examples take. */
export const PASSWORD = 'correct horse battery'

/** Asks one of the accounts' paths; gives the status, the body, and the cookie that was set. */
export async function ask(origin: string, path: 'sign-up' | 'sign-in' | 'sign-out', body: object, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${origin}/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const [set] = response.headers.getSetCookie()
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, set, headers: response.headers }
}

/** Makes an account; gives its cookie. */
export async function signUp(origin: string, name: string): Promise<Cookie> {
  const { status, body, set } = await ask(origin, 'sign-up', { name, password: PASSWORD })
  if (status !== 200 || set === undefined) throw new Error(`${name} has no account: ${status} ${JSON.stringify(body)}`)
  return { cookie: set.split(';')[0] ?? '' }
}

/** The status and the error's code of one request of the API. */
export async function answer(url: string, headers: Readonly<Record<string, string>>, method = 'GET', body?: unknown) {
  const answered = await request(url, method, body, headers)
  const { code, message } = Object(answered.body['error']) as { code?: string; message?: string }
  return { ...answered, code, message }
}
