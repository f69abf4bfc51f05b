import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { compare, describeDivergence } from './compare'
test('quick', () => {
  const answers = readFileSync('/tmp/v-parity/values.jsonl', 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))
  const d = compare(answers)
  const by = new Map<string, typeof d>()
  for (const one of d) { const k = one.answer.collection + ' ' + one.answer.about; by.set(k, [...(by.get(k) ?? []), one]) }
  console.log(d.length, answers.length)
  for (const [k, all] of by) console.log(k, all.length, '\n' + all.sort((a,b)=>a.answer.text.length-b.answer.text.length).slice(0, 2).map(describeDivergence).join('\n'))
})
