import { eq, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { todos } from './schema.js'

// D1 binds at most 100 values, and a row has five columns.
const ROWS = 20

/** The rows, by drizzle. */
export class Repository {
  #db

  constructor(database) {
    this.#db = drizzle(database)
  }

  async insert(fields) {
    const [row] = await this.#db.insert(todos).values(fresh(fields)).returning()
    return row
  }

  async update(id, data) {
    const [row] = await this.#db.update(todos).set({ ...data, updatedAt: new Date() }).where(eq(todos.id, id)).returning()
    return row
  }

  async delete(id) {
    const [row] = await this.#db.delete(todos).where(eq(todos.id, id)).returning({ id: todos.id })
    return row
  }

  /** All in one round trip and one transaction. */
  async bulkInsert(items) {
    const rows = items.map(fresh)
    const parts = Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, at) => rows.slice(at * ROWS, (at + 1) * ROWS))
    const inserted = await this.#db.batch(parts.map((part) => this.#db.insert(todos).values(part).returning()))
    return inserted.flat()
  }

  async bulkUpdate(items) {
    const updatedAt = new Date()
    const one = ({ id, data }) => this.#db.update(todos).set({ ...data, updatedAt }).where(eq(todos.id, id)).returning()
    return (await this.#db.batch(items.map(one))).flat()
  }

  async bulkDelete(ids) {
    return this.#db.delete(todos).where(inArray(todos.id, ids)).returning({ id: todos.id })
  }
}

function fresh(fields) {
  const now = new Date()
  return { id: crypto.randomUUID(), completed: false, ...fields, createdAt: now, updatedAt: now }
}
