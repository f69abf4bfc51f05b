// Breaks the core on purpose, one line at a time, and runs the core's tests on it: `npm run mutants`.
//
// A change that no test notices is a law that nothing holds. Not part of the tests, which it runs over and over: for
// whoever changes the core or its laws. `npm run mutants -- 'view: '` tries those whose name matches.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startVitest } from 'vitest/node'

/** [file, what stands there, what is put there instead, what that breaks] */
const MUTANTS = [
  ['list', 'if (seq < held ||', 'if (', 'an old answer overwrites newer rows'],
  ['list', '|| (from ?? held) > held', '', 'a delta that begins after what is held is taken'],
  ['list', 'for (const id of base.keys()) dirty.add(id)', '', 'a row that a snapshot lacks stays on screen'],
  ['list', 'base.clear()', '', 'a row that a snapshot lacks stays in the base'],
  ['list', 'if (prev > held) want(list, seq)\n  else if', 'if', 'an event is taken that is not the next'],
  ['list', 'if (prev > held) want(list, seq)', 'if (prev > held) return', 'nobody knows that an event is missing'],
  ['list', 'else if (seq > held) take', 'else take', 'an old event overwrites newer rows'],
  ['list', 'dirty.add(id)\n    // A row', '// A row', 'what the server says is not shown'],
  ['list', 'else base.delete(id)', '', 'a deleted row comes back'],
  ['list', 'list.cursor = cursor\n', '', 'a list never learns where to go on'],
  ['list', 'isBehind(list) || ', '', 'a list that lacks something is told that it does not'],
  ['list', 'if (isBehind(list) || seq <= list.reached) return', 'return void 0', 'what is saved elsewhere is pending for ever'],
  ['list', 'list.wanted = Math.max(list.wanted, seq)', 'list.wanted = seq', 'a gap is forgotten over a smaller one'],
  ['list', 'at <= Math.max(held, reached)', 'at < Math.max(held, reached)', 'an intent stays on top of the base that has it'],
  ['list', 'at <= Math.max(held, reached)', 'at >= 0', 'an answered edit flickers: it goes before its event comes'],
  ['list', 'return lists.some(', 'return lists.every(', 'an intent goes from all lists with the first'],
  ['list', 'touch(group, intent)\n    return lists.some', 'return lists.some', 'a refused edit stays on screen'],
  ['list', 'group.pending = [...group.pending, intent]', 'group.pending = [intent, ...group.pending]', 'edits are folded in another order than they were made'],
  ['list', 'if (intent.mid === mid) intent.at = seq', 'intent.at = seq', 'an answer settles the edits of others too'],
  ['list', 'intent.at = undefined', '', 'what was saved in a lost history is not sent again'],
  ['list', 'if (list.held !== undefined) list.held = -1', '', 'the snapshot of another history is refused as old'],
  ['list', 'list.wanted = list.reached = 0', '', 'a place of a lost history is waited for'],
  ['list', 'list.cursor = undefined\n    list.wanted', 'list.wanted', 'a cursor of a lost history is kept'],
  ['list', 'group.lists.delete(list)\n  settle', 'settle', 'a list that is gone keeps intents alive'],
  ['list', 'want(list, intent.at ?? 0)', '', 'a new list does not know that an answered edit is missing'],
  ['list', 'want(list, intent.at ?? 0)\n    touch(group, intent)', 'want(list, intent.at ?? 0)', 'a new list does not show what is pending'],
  ['list', 'list.held !== undefined || index', 'true || index', 'a list that is never read keeps all that was ever saved'],
  ['list', 'want(list, at)\n', '', 'old first rows are believed to have what was let go'],
  ['view', 'if (!isOpen(list, intent)) continue', '', 'an edit is applied on top of a newer row'],
  ['view', 'const after = row && holds(row) ? row : undefined', 'const after = row', 'a row that moved to another scope stays'],
  ['view', 'if (same(before, after)) continue', '', 'rows lose their identity'],
  ['view', 'if (before) moves.push(before)', '', 'a changed row keeps its old place'],
  ['view', 'shown.delete(id)', '', 'a deleted row is believed to be on screen'],
  ['view', 'else next.push(move)', 'else next.unshift(move)', 'new rows are first, whatever the order says'],
  ['view', 'compare(rows[middle] as Row, move) < 0', 'compare(rows[middle] as Row, move) <= 0', 'the search passes the row that it looks for'],
  ['view', 'next.length === shown.size ? next : [...shown.values()].sort(compare)', 'next', 'a row changed in place stays in the list twice'],
  ['view', 'if (added) return row ?? added', 'if (added) return added', 'an insert on its way hides later changes of its row'],
  ['view', 'return fields && row && {', 'return fields && {', 'an edit brings back a row that is gone'],
  ['view', 'dirty.clear()', '', 'a view is made anew for nothing'],
  ['told', 'for (const id of removed) told.set(id, undefined)', '', 'a removal in a piece is lost'],
  ['order', '(a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1)', '(a.charCodeAt(i) || -1) - (b.charCodeAt(i) || -1)', 'text is ordered by UTF-16 units'],
  ['order', 'value == null ? -Infinity', 'value == null ? Infinity', 'NULL is last when ascending'],
  ['order', 'return sign * (', 'return (', 'descending is ascending'],
  ['order', ' || compareText(a.id, b.id))', ')', 'ties have no order'],
  ['cursor', 'return [seq, reader', 'return [cursor, reader', 'a cursor stays behind the stream'],
]

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const [wanted = ''] = process.argv.slice(2)
process.env['FERROSYNC_SCHEDULES'] ??= '1000'

/** The tests that fail where the file is another. */
async function failures(file, from, to) {
  let found = false
  const breakage = {
    name: 'breakage',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(`/src/core/${file}.ts`)) return
      found = code.split(from).length === 2
      return code.replace(from, () => to)
    },
  }
  const silent = { onInit() {} }
  const options = { root, watch: false, environment: 'node', setupFiles: [], reporters: [silent], bail: 0 }
  const vitest = await startVitest('test', ['test/core'], options, { plugins: [breakage] })
  const failed = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests('failed')].map(({ name }) => name))
  const broken = vitest.state.getUnhandledErrors().length
  await vitest.close()
  if (!found) throw new Error(`src/core/${file}.ts does not have this once: ${from}`)
  return broken > 0 ? [...failed, 'an error outside of the tests'] : failed
}

// A test that fails in any case catches nothing.
const [sick] = await failures('list', 'base.clear()', 'base.clear()')
if (sick) throw new Error(`${sick} fails without any breakage`)

let survivors = 0
for (const [file, from, to, what] of MUTANTS.filter(([file, , , what]) => new RegExp(wanted).test(`${file}: ${what}`))) {
  const caught = await failures(file, from, to)
  if (caught.length === 0) survivors += 1
  console.log(`${caught.length > 0 ? 'caught  ' : 'SURVIVED'}  ${file}: ${what}\n          ${caught.map((name) => name.split(' ')[0]).join(', ')}`)
}
console.log(survivors > 0 ? `${survivors} survived` : 'all were caught')
// A failed run of the tests has set it: here that is what is wanted.
process.exitCode = survivors > 0 ? 1 : 0
