// Answers that are due, and what to say in place of an instance that ends before it has given them. A panic leaves the
// runtime with promises that nobody will ever settle; what is here outlives the instance.
const due = new Set()

export function begin(request) {
  const fate = { request, id: '', body: undefined, end: undefined }
  fate.over = new Promise((end) => { fate.end = end })
  due.add(fate)
  return fate
}

export function until(fate, answer) {
  const done = () => { due.delete(fate) }
  answer.then(done, done)
  return Promise.race([answer, fate.over.then((message) => unknown(fate, message))])
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
