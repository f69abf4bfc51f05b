// Answers that are due, and what to say in place of an instance that ends before it has given them. A panic leaves the
// runtime with promises that nobody will ever settle; what is here outlives the instance.
const due = new Set()

/** An answer that is not there yet. `end` gives it: a response, or why there will be none. */
export function begin(request) {
  const fate = { request, id: '', body: undefined, end: undefined, answer: undefined }
  const end = new Promise((resolve) => { fate.end = resolve })
  // What is said is made here: a response belongs to the request that it answers.
  fate.answer = end.then((given) => (typeof given === 'string' ? unknown(fate, given) : given))
  due.add(fate)
  return fate
}

/** The same for an object: whoever asked it is told by its Worker. */
export function owe() {
  const fate = { end: undefined, answer: undefined }
  fate.answer = new Promise((resolve) => { fate.end = resolve })
  return fate
}

export function settle(fate, response) {
  due.delete(fate)
  fate.end(response)
}

export function strike(message) {
  for (const { end } of due) end(message)
  due.clear()
}

function unknown({ request, id, body }, message) {
  const error = { code: 'UNAVAILABLE', message, clientMutationId: mid(request, body), requestId: id }
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '1', 'x-request-id': id }
  return new Response(JSON.stringify({ error }), { status: 503, headers })
}

function mid(request, body) {
  try {
    const name = '_clientMutationId'
    const said = body ? JSON.parse(new TextDecoder().decode(body))[name] : new URL(request.url).searchParams.get(name)
    return typeof said === 'string' ? said : undefined
  } catch {
    return undefined
  }
}
