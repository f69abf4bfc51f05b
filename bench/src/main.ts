import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { grow } from './growth'
import { machine } from './machine'
import { options } from './options'
import { folder, OUT } from './paths'
import type { Report } from './report'
import { judgeAll } from './report/aims'
import { blocks, spentBlock } from './report/blocks'
import { writePage } from './report/page'
import { textOf } from './report/text'
import { type Audience, run } from './run'
import { SCENARIOS } from './scenarios'
import { weights } from './weights'

const { command, size, rounds, only, growth, docs, json } = options(process.argv.slice(2))
const scenarios = SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name))
const files = [join(await folder(OUT), 'bench.json'), ...(json === undefined ? [] : [resolve(json)])]

const report: Report = {
  made: new Date().toISOString(),
  command,
  size: size.name,
  rounds,
  machine: await machine(),
  weights: await weights(),
  results: [],
  broken: [],
  seconds: {},
  growth: [],
}
const audience: Audience = {
  say: (line) => process.stderr.write(`bench: ${line}\n`),
  // All of it, each time: a run takes long, and may break off.
  keep: async () => {
    const text = JSON.stringify(report, null, 1)
    for (const file of files) await writeFile(file, text)
  },
}

try {
  await run(scenarios, rounds, size, report, audience)
  if (growth) await grow(size, report, audience)
} finally {
  for (const block of [...blocks(report.results, false), spentBlock(report.seconds)]) console.log(`\n${textOf(block)}`)
  const judged = judgeAll(report)
  const missed = judged.filter(({ isMet }) => !isMet)
  console.log(`\n${judged.length - missed.length} of ${judged.length} aims are met`)
  for (const { what, wanted, found } of missed) console.log(`missed: ${what}: ${found}, wanted ${wanted}`)
  for (const { what, contender, storage, why } of report.broken) console.log(`broken off: ${contender} on ${storage}, ${what}: ${why}`)
}
if (docs) await writePage(report)
audience.say(`all of it: ${files[0]}`)
