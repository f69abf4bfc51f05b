import { expect, test } from 'vitest'
import { plan } from '../../src/core/plan'
import { boolean, defineCollection, field, text, uuid } from '../../src/client'

const things = defineCollection<
  'things',
  { id: string; toString: string; constructor: boolean },
  { id?: string; toString?: string; constructor?: boolean },
  { toString?: string; constructor?: boolean }
>({
  name: 'things',
  room: 'default',
  orderBy: ['id', 'desc'],
  fields: {
    id: field(uuid, { role: 'id' }),
    toString: field(text, { default: 'a thing' }),
    constructor: field(boolean, { default: false }),
  },
})

test('a_column_with_a_name_of_objects_own_gets_its_default', () => {
  const { ops } = plan(things, 'add', {}, { room: 'default', scope: undefined, owner: undefined, now: 0 })
  expect(ops).toEqual([{ id: expect.any(String), row: { id: expect.any(String), toString: 'a thing', constructor: false } }])
})
