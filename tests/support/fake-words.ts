import { defineCollection, field, integer, length, number, text, timestamp, trim, uuid } from '../../codegen-ts/client/src/client'
import { fakeServer } from '../../codegen-ts/client/src/testing'

// As much of the schema of `apps/words` as the script is about.
type Row = { id: string } & Record<string, unknown>
const id = field(text, { role: 'id' })
const roomId = field(text, { role: 'syncId' })
const reference = field(text)
const optional = field(text, { nullable: true })
const deletedAt = field(timestamp, { role: 'deleted', nullable: true })

const define = (name: string, orderBy: readonly [string, 'asc' | 'desc'], fields: Record<string, unknown>, scope?: string) =>
  defineCollection<string, Row, Row, Row>({
    name,
    room: null,
    orderBy,
    fields: { id, roomId, ...fields },
    ...(scope !== undefined && { scope }),
  } as never)

const lists = define('lists', ['title', 'asc'], { title: field(text) })
const todos = define('todos', ['id', 'asc'], {
  listId: optional,
  parentId: optional,
  personId: optional,
  title: field(text, { rules: [trim, length(1)] }),
  rank: field(integer, { nullable: true }),
  note: optional,
  updatedAt: field(timestamp, { role: 'updated' }),
})
const comments = define('comments', ['id', 'asc'], { todoId: reference, text: optional })
const people = define('people', ['name', 'asc'], {
  name: field(text),
  createdAt: field(timestamp, { role: 'created' }),
  updatedAt: field(timestamp, { role: 'updated' }),
  deletedAt,
})
const notes = define('notes', ['id', 'asc'], { personId: reference, deletedAt })
const badges = define('badges', ['id', 'asc'], { personId: reference })
const files = define(
  'files',
  ['size', 'desc'],
  {
    ownerId: field(text, { role: 'owner' }),
    folder: field(text, { role: 'scope', nullable: true }),
    name: field(text, { rules: [trim, length(1)] }),
    size: field(integer, { nullable: true }),
    kind: field(text, { nullable: true, readonly: true }),
  },
  'folder',
)
const shelves = define('shelves', ['rank', 'asc'], { hallId: field(uuid, { role: 'scope' }), rank: field(number, { nullable: true }) }, 'hallId')

/** The fake server of the same collections, with what their generated files would not say. */
export const fakeWords = (userId: string) =>
  fakeServer([lists, todos, comments, people, notes, badges, files, shelves], {
    userId,
    unique: { lists: [['title']], todos: [['listId', 'title']], people: [['name']], files: [['folder', 'name']] },
    references: {
      todos: {
        listId: { to: lists, onDelete: 'cascade' },
        parentId: { to: todos, onDelete: 'set_null' },
        personId: { to: people, onDelete: 'set_null' },
      },
      comments: { todoId: { to: todos, onDelete: 'cascade' } },
      notes: { personId: { to: people, onDelete: 'cascade' } },
      badges: { personId: { to: people } },
    },
  })
