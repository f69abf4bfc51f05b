import { parseArgs } from 'node:util'
import { SIZES, type Size } from './scenario'
import { SCENARIOS } from './scenarios'

export interface Options {
  readonly size: Size
  readonly rounds: number
  /** Names of scenarios; all where none is given. */
  readonly only: readonly string[]
  readonly growth: boolean
  /** Whether the page in `docs/` is to be written. */
  readonly docs: boolean
  /** Where the results go too. */
  readonly json: string | undefined
  /** What to type for the same run; where its results went is nobody's business. */
  readonly command: string
}

/** Reads the command line. Throws what is wrong with it. */
export function options(asked: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...asked],
    options: {
      quick: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
    },
  })
  const only = values.only.flatMap((names) => names.split(','))
  const names = SCENARIOS.map(({ name }) => name)
  const unknown = only.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Error(`there is no scenario \`${unknown}\`; there are: ${names.join(', ')}`)
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`\`--rounds ${values.rounds}\`: a number from 1 on`)
  if (values.docs && (values.quick || only.length > 0)) throw new Error('`--docs` writes down a whole run: not with `--quick` or `--only`')
  const words = [
    ...(['quick', 'growth', 'docs'] as const).filter((name) => values[name]).map((name) => `--${name}`),
    ...(only.length > 0 ? ['--only', only.join(',')] : []),
    ...(values.rounds === undefined ? [] : ['--rounds', values.rounds]),
  ]
  const command = ['cargo xtask bench', ...words].join(' ')
  return { command, size: values.quick ? SIZES.quick : SIZES.full, rounds, only, growth: values.growth, docs: values.docs, json: values.json }
}
