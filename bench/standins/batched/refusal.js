/** What a client did wrong, in the words of the wire. */
export class Refusal extends Error {
  constructor(status, code, message, issues) {
    super(message)
    this.status = status
    this.code = code
    this.issues = issues
  }

  body() {
    return { code: this.code, message: this.message, ...(this.issues && { issues: this.issues }) }
  }

  response() {
    return Response.json({ error: this.body() }, { status: this.status })
  }
}

export const invalid = (path, code, message) => new Refusal(400, 'VALIDATION', 'the input is not valid', [{ path, code, message, params: {} }])
