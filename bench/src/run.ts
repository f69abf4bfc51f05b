import { type Contender, CONTENDERS, type Name, type Storage } from './contenders'
import type { Figures } from './load'
import type { Cases, Scenario, Size } from './scenario'
import { Host } from './server/server'

/** What one contender did in one case, a value a round. */
export interface Result {
  readonly scenario: string
  readonly case: string
  readonly contender: Name
  readonly storage: Storage
  readonly rounds: Figures[]
}

/** Runs scenarios in rounds, all contenders in each: what the machine does meanwhile is done to all. */
export async function run(scenarios: readonly Scenario[], rounds: number, size: Size, say: (line: string) => void): Promise<Result[]> {
  const results = new Map<string, Result>()
  await using host = Host.start()
  for (const scenario of scenarios) {
    const contenders = CONTENDERS.filter((contender) => scenario.takes(contender))
    const times = scenario.isTimed ? rounds : 1
    for (let round = 0; round < times; round += 1) {
      for (const contender of contenders) {
        const { name, storage } = contender
        say(`${scenario.name}, round ${round + 1} of ${times}: ${name} on ${storage}`)
        for (const [which, figures] of await measure(host, scenario, contender, size)) {
          const key = [scenario.name, which, name, storage].join('|')
          const result = results.get(key) ?? { scenario: scenario.name, case: which, contender: name, storage, rounds: [] }
          result.rounds.push(figures)
          results.set(key, result)
        }
      }
    }
  }
  return [...results.values()]
}

async function measure(host: Host, scenario: Scenario, contender: Contender, size: Size): Promise<Cases> {
  await using server = await host.run(contender, scenario.wrapper)
  // Awaited here: what is disposed of at the end of this block is in use until then.
  return await scenario.run(server, contender, size)
}
