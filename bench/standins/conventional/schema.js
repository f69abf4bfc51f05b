import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { z } from 'zod'

export const todos = sqliteTable('todos', {
  id: text('id').primaryKey(),
  title: text('title').notNull(),
  completed: integer('completed', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
})

/** As drizzle-kit writes it, with an index for the order of the list. */
export const DDL = [
  'CREATE TABLE todos (id text PRIMARY KEY NOT NULL, title text NOT NULL, completed integer DEFAULT false NOT NULL, created_at integer NOT NULL, updated_at integer NOT NULL)',
  'CREATE INDEX todos_list ON todos (created_at, id)',
]

const title = z.string().min(1).max(200)
export const insert = z.strictObject({ id: z.string().min(1).max(64).optional(), title, completed: z.boolean().optional() })
export const update = z.strictObject({ title: title.optional(), completed: z.boolean().optional() })

const LIMIT = 100
export const bulkInsert = z.object({ items: z.array(insert).min(1).max(LIMIT) })
export const bulkUpdate = z.object({ items: z.array(z.object({ id: z.string(), data: update })).min(1).max(LIMIT) })
export const bulkDelete = z.object({ ids: z.array(z.string()).min(1).max(LIMIT) })
