import { expect, test } from 'vitest'
import type { Name } from '../src/contenders'
import { options } from '../src/options'
import { type Found, run } from '../src/run'
import { type Scenario, SIZES } from '../src/scenario'

// What comes of a run that does not come to its end, with the real servers and a scenario that fails.

/** Fails for one of them, whose first round has gone well. */
function failing(name: Name): Scenario {
  let rounds = 0
  return {
    name: 'failing',
    title: 'Failing',
    about: 'Fails.',
    figures: ['rate'],
    isTimed: true,
    takes: (contender) => contender.storage === 'd1' && [name, 'ferrosync'].includes(contender.name),
    async run(_, contender) {
      if (contender.name === name && (rounds += 1) === 2) throw new Error('it hung up')
      return new Map([['a case', { rate: 1 }]])
    },
  }
}

async function runOf(name: Name): Promise<{ found: Found; kept: Found[]; error: unknown }> {
  const found: Found = { results: [], broken: [], seconds: {} }
  const kept: Found[] = []
  const keep = async () => void kept.push(structuredClone(found))
  const error = await run([failing(name)], 3, SIZES.smoke, found, { say: () => undefined, keep }).catch((thrown: unknown) => thrown)
  return { found, kept, error }
}

const rounds = ({ results }: Found) => Object.fromEntries(results.map(({ contender, rounds: of }) => [contender, of.length]))

test('a stand-in that breaks off is told of, and ends nothing', async () => {
  const { found, error } = await runOf('conventional')
  expect(error).toBeUndefined()
  expect(found.broken).toEqual([{ what: 'failing, round 2 of 3', contender: 'conventional', storage: 'd1', why: 'it hung up' }])
  expect(rounds(found)).toEqual({ conventional: 2, ferrosync: 3 })
})

test.each(['ferrosync', 'batched'] as const)('a failure of %s ends the run, and what was found is kept', async (name) => {
  const { kept, error } = await runOf(name)
  expect(error).toMatchObject({ message: 'it hung up' })
  expect(rounds(kept.at(-1) as Found)[name]).toBe(1)
})

test('the command that is told is one that anyone can type', () => {
  expect(options(['--growth', '--docs', '--json=/somewhere/here.json']).command).toBe('cargo xtask bench --growth --docs')
  expect(options(['--only=insert', '--only', 'list,bulk', '--rounds=2', '--quick']).command).toBe('cargo xtask bench --quick --only insert,list,bulk --rounds 2')
})
