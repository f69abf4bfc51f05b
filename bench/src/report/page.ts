import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { STORAGES } from '../contenders'
import { folder, ROOT } from '../paths'
import { SCENARIOS } from '../scenarios'
import { judgeAll } from './aims'
import { type Block, blocksOf, short } from './blocks'
import type { Report } from './index'
import { ASSUMPTIONS, prices } from './prices'
import { svgOf } from './svg'
import { markdownOf } from './text'

const PAGE = join(ROOT, 'docs/performance.md')
const PICTURES = join(ROOT, 'docs/performance')

/** Writes `docs/performance.md` and its pictures anew. */
export async function writePage(report: Report): Promise<void> {
  await folder(PICTURES)
  for (const name of await readdir(PICTURES)) if (name.endsWith('.svg')) await rm(join(PICTURES, name))
  for (const curve of report.growth) await writeFile(join(PICTURES, `${curve.name}.svg`), svgOf(curve))
  await writeFile(PAGE, pageOf(report))
}

/** The page. Every figure on it is the run's. */
export function pageOf(report: Report): string {
  return `${[head(report), aims(report), brokenOff(report), ...tables(report), weightsOf(report), money(report), growth(report)].filter((part) => part !== '').join('\n\n')}\n`
}

function head({ command, rounds, made, machine, seconds }: Report): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  return `# Performance

<!-- Written by \`${command}\`; do not edit. -->

What is fast is shown beside what one would take instead, and beside the limit of the platform, in one run: \`${command}\`, ${made.slice(0, 10)}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'},
in each of which all contenders take turns of less than half a second. All run on the same runtime, on this machine, with their rows on the same disk; figures are the median, then the least and the most of the rounds. Inserts, bulks, lists, broadcasts and sockets are measured on servers that have been at it for some seconds: engines optimise late. Locally there is no network
and no replication: read the ratios, not the rates. [\`bench/\`](../bench/README.md) has what is measured and how.

| | |
| --- | --- |
| machine | ${machine.cores} cores, ${short(machine.memory / 2 ** 30)} GiB, ${machine.system} |
| programs that wanted to run in the minute before | ${short(machine.busy)} |
| it took | ${Math.ceil(Object.values(seconds).reduce((sum, one) => sum + one, 0) / 60)} minutes |
| versions | ${versions.join(', ')} |
| conventional | Hono, zod, drizzle-orm and partyserver on D1: what one would take today |
| bare | an object with a statement and a loop of sends a message, and nothing else |
| batched | our idioms in plain JavaScript: the same protocol, the same commits |
| ferrosync | ours: Rust in wasm, \`examples/todo-app\` |

A ratio is how many times better ours is, the median of the rounds' ratios; beside it stands what it was to be at least, and whether it is. Where ours has its rows in objects it is compared with the same conventional server on D1.`
}

function aims(report: Report): string {
  const judged = judgeAll(report)
  const missed = judged.filter(({ isMet }) => !isMet)
  const list = missed.map(({ what, wanted, found }) => `- ${what}: ${found}; wanted: ${wanted}`)
  const block: Block = {
    title: '',
    head: ['what', 'wanted', 'found', ''],
    rows: judged.map(({ what, wanted, found, isMet }) => [what, wanted, found, isMet ? '✓' : '✗']),
  }
  return [
    '## Aims',
    `${judged.length - missed.length} of ${judged.length} aims are met${missed.length === 0 ? '.' : '. Missed:'}`,
    ...(list.length > 0 ? [list.join('\n')] : []),
    `<details><summary>All aims</summary>\n\n${markdownOf(block)}\n\n</details>`,
  ].join('\n\n')
}

/** What is missing in the tables, and why. */
function brokenOff({ broken }: Report): string {
  if (broken.length === 0) return ''
  const list = broken.map(({ what, contender, storage, why }) => `- ${contender} on ${STORAGES[storage]}, ${what}: ${why}`)
  return ['Broken off by errors, and not in the figures:', list.join('\n')].join('\n\n')
}

function tables({ results }: Report): readonly string[] {
  return SCENARIOS.flatMap((scenario) => {
    const [first, ...others] = blocksOf(results, scenario, true)
    if (first === undefined) return []
    const more = others.map((block) => `<details><summary>${block.title}</summary>\n\n${markdownOf(block)}\n\n</details>`)
    return [[`## ${scenario.title}`, scenario.about, `${first.title.split(': ').at(-1)}:`, markdownOf(first), ...more].join('\n\n')]
  })
}

function weightsOf({ weights }: Report): string {
  const block: Block = {
    title: '',
    head: ['', '', 'gzip, kB', 'wasm, kB', 'wasm, gzip, kB'],
    rows: weights.map(({ name, gzip, wasm }) => [name, '', ...[gzip, wasm?.raw, wasm?.gzip].map((bytes) => (bytes === undefined ? '' : short(bytes / 1_000)))]),
  }
  return ['## What a Worker weighs', 'All that is uploaded, and the wasm of it.', markdownOf(block)].join('\n\n')
}

function money({ results }: Report): string {
  const block = prices(results)
  if (block.rows.length === 0) return ''
  return ['## What a million inserts cost', 'In dollars on the platform’s price list, with these assumptions:', ASSUMPTIONS.map((line) => `- ${line}`).join('\n'), markdownOf(block)].join('\n\n')
}

function growth({ growth: curves }: Report): string {
  if (curves.length === 0) return ''
  const parts = curves.map((curve) => {
    const xs = [...new Set(curve.series.flatMap(({ points }) => points.map(([x]) => x)))].sort((one, other) => one - other)
    const block: Block = {
      title: '',
      head: [curve.x, '', ...curve.series.map(({ name }) => name)],
      rows: xs.map((x) => [short(x), '', ...curve.series.map(({ points }) => short(points.find(([at]) => at === x)?.[1] ?? NaN))]),
    }
    return [`### ${curve.title}: ${curve.y}, by ${curve.x}`, `![${curve.title}, ${curve.y}, against ${curve.x}](performance/${curve.name}.svg)`, `<details><summary>The figures</summary>\n\n${markdownOf(block)}\n\n</details>`].join('\n\n')
  })
  return ['## How it grows', 'Each point is measured once; the shape is what it is about.', ...parts].join('\n\n')
}
