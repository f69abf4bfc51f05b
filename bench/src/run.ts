import { type Contender, CONTENDERS, type Name, type Storage } from './contenders'
import type { Figures } from './load'
import type { Cases, Scenario, Size } from './scenario'
import { Host } from './server/server'
import { type Turn, Turns } from './turns'

/** What one contender did in one case, a value a round. */
export interface Result {
  readonly scenario: string
  readonly case: string
  readonly contender: Name
  readonly storage: Storage
  readonly rounds: Figures[]
}

/** A piece of work that a contender did not come to the end of. */
export interface Broken {
  /** The scenario and its round, or what was to grow. */
  readonly what: string
  readonly contender: Name
  readonly storage: Storage
  readonly why: string
}

/** What a run has found so far. It is filled as the run goes, so that nothing is lost if it breaks off. */
export interface Found {
  readonly results: Result[]
  readonly broken: Broken[]
  /** Seconds that each scenario took, all rounds of all contenders with what they need beforehand. */
  readonly seconds: Record<string, number>
}

/** Who hears of a run. */
export interface Audience {
  say(line: string): void
  /** Something was found. */
  keep(): Promise<void>
}

/** Runs scenarios in rounds. In each all contenders take turns, several a second: what the machine does meanwhile is done to all. */
export async function run(scenarios: readonly Scenario[], rounds: number, size: Size, found: Found, audience: Audience): Promise<void> {
  const hosts = new Map(CONTENDERS.map((contender) => [contender, Host.start()]))
  try {
    for (const scenario of scenarios) {
      const begun = performance.now()
      const times = scenario.isTimed ? rounds : 1
      for (let round = 1; round <= times; round += 1) {
        const what = `${scenario.name}, round ${round} of ${times}`
        audience.say(what)
        const turns = new Turns()
        const parts = [...hosts].flatMap(([contender, host]) => {
          if (!scenario.takes(contender)) return []
          const work = async (turn: Turn) => add(found, scenario, contender, await measure(host, scenario, contender, size, turn))
          return [inTurn(turns.join(), (turn) => excusing(contender, what, found, audience, () => work(turn)))]
        })
        const ended = await Promise.allSettled(parts)
        found.seconds[scenario.name] = (performance.now() - begun) / 1_000
        await audience.keep()
        for (const part of ended) if (part.status === 'rejected') throw part.reason
      }
    }
  } finally {
    await Promise.all([...hosts.values()].map((host) => host[Symbol.asyncDispose]()))
  }
}

async function inTurn(turn: Turn, work: (turn: Turn) => Promise<void>): Promise<void> {
  await turn.begin()
  try {
    await work(turn)
  } finally {
    turn.leave()
  }
}

/** Those whose failures end no run, but are told: nobody mends them. Ours is never excused, nor what it is held to be as fast as. */
const EXCUSED: readonly Name[] = ['conventional', 'bare']

export async function excusing({ name, storage }: Contender, what: string, { broken }: Found, { say }: Audience, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!EXCUSED.includes(name)) throw error
    const why = reason(error)
    broken.push({ what, contender: name, storage, why })
    say(`${name} on ${storage} broke off: ${why}`)
  }
}

/** Of an error that hides another, which came first, the first. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'suppressed' in error && error.suppressed !== undefined ? reason(error.suppressed) : error.message
}

function add({ results }: Found, { name: scenario }: Scenario, { name: contender, storage }: Contender, cases: Cases): void {
  for (const [which, figures] of cases) {
    let result = results.find((one) => one.scenario === scenario && one.case === which && one.contender === contender && one.storage === storage)
    if (result === undefined) results.push((result = { scenario, case: which, contender, storage, rounds: [] }))
    result.rounds.push(figures)
  }
}

async function measure(host: Host, scenario: Scenario, contender: Contender, size: Size, turn: Turn): Promise<Cases> {
  await using server = await host.run(contender, scenario.wrapper, turn)
  // Awaited here: what is disposed of at the end of this block is in use until then.
  return await scenario.run(server, contender, size)
}
