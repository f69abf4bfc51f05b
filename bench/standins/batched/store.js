import { DDL } from './sql.js'

/** Rows in D1: a batch is one round trip and one transaction. */
export class D1Store {
  isLocal = false
  #database
  #statements = new Map()

  constructor(database) {
    this.#database = database
  }

  async batch(statements) {
    const results = await this.#database.batch(statements.map(([sql, ...values]) => this.#prepare(sql).bind(...values)))
    return results.map(({ results: rows }) => rows)
  }

  #prepare(sql) {
    let statement = this.#statements.get(sql)
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)))
    return statement
  }
}

/** Rows in the object's own storage. */
export class ObjectStore {
  isLocal = true
  #storage

  constructor(storage) {
    this.#storage = storage
    for (const statement of DDL) storage.sql.exec(statement)
  }

  async batch(statements) {
    const run = ([sql, ...values]) => this.#storage.sql.exec(sql, ...values).toArray()
    return statements.length === 1 ? [run(statements[0])] : this.#storage.transactionSync(() => statements.map(run))
  }
}
