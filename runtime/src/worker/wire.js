// Requests and responses of the platform, with as few steps between them and wasm as can be: each costs more than what it does.

/** Method, URL, and the headers that every request is asked for: `=` and the value, or nothing where there is none. */
export function look(request) {
  const { headers } = request
  const said = (name) => {
    const value = headers.get(name)
    return value === null ? '' : `=${value}`
  }
  const length = said('content-length')
  return `${request.method}\n${request.url}\n${length}\n${said('origin')}\n${said('cf-ray')}`
}

/**
 * What the Worker told the object about a request, what the app's own code asks of it, and the body where it was told too; then
 * what `look` says of it, but for what the Worker has looked at already.
 */
export function told(request) {
  const { headers } = request
  const caller = headers.get('x-ferrosync-caller')
  if (caller === null) return `\n${headers.get('x-ferrosync-order') ?? ''}\n\n${look(request)}`
  const body = headers.get('x-ferrosync-body')
  // A body that is here needs no length.
  const length = body === null ? headers.get('content-length') : null
  const origin = headers.get('origin')
  return `${caller}\n\n${body ?? ''}\n${request.method}\n${request.url}\n${length === null ? '' : `=${length}`}\n${origin === null ? '' : `=${origin}`}\n`
}

/** Bodies up to so many bytes may be told in a header. */
const TOLD = 2048

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** A body as a header's value, where it can be one: of a small body the object then has to read no stream. */
function tell(body) {
  const text = body.length > TOLD ? '' : decoder.decode(body)
  return /^[ -~]+$/.test(text) ? text : undefined
}

/**
 * Passes a request on to a room's object, with what the Worker found out and nothing that claims to be that. Where it may go
 * `bare`, nobody reads its headers, and it has no body.
 */
export function pass(rooms, name, request, caller, body, bare) {
  const room = rooms.getByName(name)
  if (bare) return room.fetch(request.url, { method: request.method, headers: own(request.headers, caller) })
  const text = body && tell(body)
  const headers = new Headers(request.headers)
  // There are no other headers of ours than these three.
  headers.delete('x-ferrosync-order')
  headers.delete('x-ferrosync-body')
  headers.set('x-ferrosync-caller', caller)
  // A body that was not read stays a stream.
  if (body === undefined) return room.fetch(new Request(request, { headers }))
  const { url, method } = request
  if (text === undefined) return room.fetch(url, { method, headers, body })
  headers.delete('content-length')
  headers.set('x-ferrosync-body', text)
  return room.fetch(url, { method, headers })
}

/** What is told, and the one header that its answer depends on. Not as `Headers`: of those each is made, copied and freed. */
function own(headers, caller) {
  const told = { 'x-ferrosync-caller': caller }
  const origin = headers.get('origin')
  if (origin !== null) told.origin = origin
  return told
}

const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/**
 * Calls a room's object, which costs less than a request to it: that has headers, streams and a response on both sides. A long
 * answer costs more so: it is copied several times, where that of a request passes by unread.
 */
export function ask(rooms, name, lines, body) {
  let text = ''
  if (body !== undefined) {
    try {
      text = strict.decode(body)
    } catch {
      return undefined
    }
  }
  return rooms.getByName(name).ask(lines + text)
}

export function refusal(status, more, body) {
  return { status, more, body }
}

export function relay(answer, id, more) {
  if (typeof answer === 'string') return json(200, id, more, answer)
  return json(answer.status, id, `${more}\n${answer.more}`, answer.body)
}

let run, land

/** What is called in a microtask, and when a promise is settled. */
export function begin_tasks(run_tasks, land_promise) {
  run = run_tasks
  land = land_promise
}

/** A microtask. The runtime's `queueMicrotask` makes a function of its own of each; but it tells of errors, which end this instance. */
export function soon() {
  const own = run
  Promise.resolve().then(() => {
    try {
      own()
    } catch (error) {
      queueMicrotask(() => { throw error })
      // What another task waits for is not lost with this one. After a trap there is nothing to go on with.
      if (!(error instanceof WebAssembly.RuntimeError)) soon()
    }
  })
}

export function wait(promise, place) {
  const own = land
  promise.then((value) => own(place, true, value), (error) => own(place, false, error))
}

export function after(milliseconds, place) {
  return setTimeout(land, milliseconds, place, true)
}

export function cancel(number) {
  clearTimeout(number)
}

/** What an object calls its sockets by. */
const numbers = new WeakMap()

export function number(socket, given) {
  numbers.set(socket, given)
}

export function number_of(socket) {
  return numbers.get(socket)
}

const encoder = new TextEncoder()

/** A text as UTF-8. What is made for each function that takes a text goes from one character to the next. */
export function encode(text) {
  return encoder.encode(text)
}

/** Cells from so many characters on are carried over one by one. */
const LONG = 512

/** What a cell says in the text of all of them, and what stands between rows and between cells. */
const NULL = '\0'
const APART = '\x01'
const ROW = '\x1e'
const CELL = '\x1f'
const MARKS = /[\0\x01\x1e\x1f]/

/** Rows of cells as one text, and behind it the cells that are long or have a mark in them; nothing where there are no rows. */
function flat(rows) {
  if (rows.length === 0) return rows
  const texts = ['']
  const write = (cell) => {
    // Every statement of ours selects texts.
    if (typeof cell !== 'string') return NULL
    if (cell.length < LONG && !MARKS.test(cell)) return cell
    texts.push(cell)
    return APART
  }
  texts[0] = rows.map((row) => row.map(write).join(CELL)).join(ROW)
  return texts
}

/** What a statement selects. Its cursor is read to its end: what is not read of a statement that writes is not done either. */
export function query(sql, text, params) {
  return flat(sql.exec(text, ...params).raw().toArray())
}

/** The same, and behind it how many rows it read and wrote. */
export function query_costs(sql, text, params) {
  const cursor = sql.exec(text, ...params)
  return [flat(cursor.raw().toArray()), cursor.rowsRead, cursor.rowsWritten]
}

/** What D1 says of a statement. Its rows are objects, whose keys are never integers: those would be moved to the front. */
export function selected({ results }) {
  return flat((results ?? []).map(Object.values))
}

/** How many rows it read and wrote. */
export function costs({ meta }) {
  return [meta?.rows_read ?? 0, meta?.rows_written ?? 0]
}

/** JSON, as a text or as bytes; `more` are lines of headers. */
export function json(status, id, more, body) {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': id }
  if (more !== '') {
    for (const line of more.split('\n')) {
      const at = line.indexOf(':')
      if (at > 0) headers[line.slice(0, at)] = line.slice(at + 1)
    }
  }
  // Of bytes a copy: the memory that they stand in is used again.
  return new Response(body.slice(), { status, headers })
}
