import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { machine } from './machine'
import { options } from './options'
import { folder, OUT } from './paths'
import type { Report } from './report'
import { judge } from './report/aims'
import { blocks } from './report/blocks'
import { linesOf } from './report/compare'
import { writePage } from './report/page'
import { textOf } from './report/text'
import { grow } from './growth'
import { run } from './run'
import { SCENARIOS } from './scenarios'
import { weights } from './weights'

const { size, rounds, only, growth, docs, json } = options(process.argv.slice(2))
const scenarios = SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name))
const say = (line: string) => process.stderr.write(`bench: ${line}\n`)

const report: Report = {
  made: new Date().toISOString(),
  command: `cargo xtask bench ${process.argv.slice(2).join(' ')}`.trim(),
  size: size.name,
  rounds,
  machine: await machine(),
  weights: await weights(),
  results: await run(scenarios, rounds, size, say),
  growth: growth ? await grow(size, say) : [],
}

const text = JSON.stringify(report, null, 1)
const file = join(await folder(OUT), 'bench.json')
await writeFile(file, text)
if (json !== undefined) await writeFile(resolve(json), text)

for (const block of blocks(report.results, false)) console.log(`\n${textOf(block)}`)
const judged = judge(scenarios.flatMap(({ name, isTimed, figures }) => (isTimed ? linesOf(report.results, name, figures[0]) : [])), report.results, report.weights)
const missed = judged.filter(({ isMet }) => !isMet)
console.log(`\n${judged.length - missed.length} of ${judged.length} aims are met`)
for (const { what, wanted, found } of missed) console.log(`missed: ${what}: ${found}, wanted ${wanted}`)
if (docs) await writePage(report)
say(`all of it: ${file}`)
