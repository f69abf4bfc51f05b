/** An answer of the API: its status and its body. */
export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** Sends one request, with `body` as JSON unless it is text already. An answer that is no JSON object is an error. */
export async function request(
  url: string,
  method = 'GET',
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(url, {
    method,
    headers: text === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(text === undefined ? {} : { body: text }),
  })
  const answer: unknown = await response.json()
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new Error(`${method} ${url} answered ${response.status} with ${JSON.stringify(answer)}`)
  }
  return { status: response.status, body: { ...answer } }
}
