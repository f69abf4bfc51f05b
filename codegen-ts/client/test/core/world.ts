import { acknowledge, advance, closeList, createGroup, intend, isBehind, lapse, patch, receive, refuse, rewind, want } from '../../src/core/list'
import { tell } from '../../src/core/told'
import type { Answer, Told } from '../../src/core/types'
import { view } from '../../src/core/view'
import { chosen, taken } from './carried'
import { counted } from './counts'
import { check, type Looked, look, same, type Sent } from './looked'
import type { Step } from './schedule'
import { ModelServer, type Reason, type Verdict } from './server'

/** All rows of a list, on their way. */
interface Read {
  readonly of: Looked
  readonly history: number
  readonly answer: Answer
}

/** A question for what changed since a cursor, and what of the answer is there. */
interface Asked {
  readonly of: Looked
  readonly history: number
  readonly from: number
  readonly told: Told
  pieces: number
  upTo: number
}

/**
 * A client that looks at two scopes and at all of them. One network carries what it likes, when and as often as it
 * likes. Beside it there is a connection, which carries everything in order until it breaks.
 */
export class World {
  readonly server = new ModelServer()
  readonly group = createGroup()
  readonly looked: Looked[] = []
  readonly counts = counted()
  /** Our own account of what the user wants and the server has not refused, beside the lists'. */
  #wanted: Sent[] = []
  /** What the network carries. */
  readonly #events: number[] = []
  readonly #answers: { mid: string; verdict: Verdict }[] = []
  readonly #reads: Read[] = []
  readonly #asked: Asked[] = []
  /** What is on its way over the connection. */
  readonly #line: (() => void)[] = []
  readonly #follows = new Set<Looked>()
  /** The history that the client follows. */
  #epoch = 0
  #mids = 0
  #published = 0

  constructor() {
    for (const scope of ['A', 'B', undefined]) this.looked.push(look(this.group, scope))
  }

  run(step: Step): void {
    this.#steps[step.do](step)
    for (; this.#published < this.server.commits.length; this.#published++) {
      const seq = this.server.commits[this.#published]?.seq ?? 0
      this.#events.push(seq)
      this.#publish(seq)
    }
    this.counts.moves = this.server.moves
  }

  readonly #steps: Readonly<Record<Step['do'], (step: Step) => void>> = {
    mutate: ({ ops, pick }) => {
      const mid = `m${this.#mids++}`
      const shown = pick < 10 ? [] : ops
      this.#wanted.push({ mid, ops, shown })
      intend(this.group, { mid, ops: shown })
      this.counts.edits += 1
      this.counts.unshown += Number(shown !== ops)
    },
    send: ({ pick }) => {
      if (this.#isLost) return
      // A queue: the first that has no answer, or one before it a second time.
      const isRepeat = pick % 5 === 4
      const sent = isRepeat ? chosen(this.#wanted, pick) : this.#wanted.find(({ at }) => at === undefined)
      if (!sent) return
      this.counts.repeats += Number(isRepeat)
      this.#answers.push({ mid: sent.mid, verdict: this.server.mutate(sent.mid, sent.ops, pick % 5 === 0) })
    },
    foreign: ({ ops }) => {
      if (this.server.mutate(`f${this.#mids++}`, ops, false) !== 'refused') this.counts.foreign += 1
    },
    elsewhere: () => this.server.elsewhere(),
    event: ({ pick, keep }) => {
      const seq = taken(this.#events, pick, keep)
      if (seq === undefined || this.#isLost) return
      for (const of of this.looked) this.#hear(of, seq)
    },
    lose: ({ pick }) => {
      if (taken(this.#events, pick, false) !== undefined) this.counts.lost += 1
    },
    answer: ({ pick, keep }) => {
      const answer = taken(this.#answers, pick, keep)
      if (answer) this.#take(answer.mid, answer.verdict)
    },
    read: ({ pick }) => {
      const of = chosen(this.looked, pick)
      // It is read in the history that there is: one that the client has not heard of yet is told by a reset first.
      if (of && !this.#isLost) this.#read(of)
    },
    landed: ({ pick, keep }) => {
      const read = taken(this.#reads, pick, keep)
      if (read) this.#land(read)
    },
    ask: ({ pick, keep }) => {
      const of = chosen(this.looked, pick)
      if (!of || of.list.cursor === undefined) return
      const from = this.server.place(of.list.cursor, keep && pick < 20)
      if (typeof from === 'number') {
        this.#asked.push({ of, history: this.group.history, from, upTo: from, pieces: 0, told: new Map() })
      } else {
        // The same answer says so and has the rows.
        if (from === 'history') this.#rewind()
        else this.counts[from] += 1
        this.#read(of)
      }
    },
    piece: ({ pick, keep }) => {
      const asked = chosen(this.#asked, pick)
      if (asked) this.#piece(asked, pick % 4, keep)
    },
    follow: ({ pick, keep }) => {
      const of = chosen(this.looked, pick)
      if (of?.list.cursor !== undefined) this.#follow(of, this.server.place(of.list.cursor, keep && pick < 20))
    },
    frame: () => this.#line.shift()?.(),
    drop: () => {
      this.counts.dropped += Number(this.#line.length > 0)
      this.#drop()
    },
    restore: ({ pick }) => {
      // A backup is older than what anybody knows, and is seldom put back.
      if (pick > 30 || this.#isLost || this.server.seq === 0) return
      this.server.restore(pick % this.server.seq)
      this.#published = this.server.commits.length
      for (const carried of [this.#events, this.#answers]) carried.length = 0
      this.#drop()
    },
    alter: ({ pick }) => {
      if (pick > 60) return
      if (pick > 25) this.server.pruned = this.server.seq
      else if (pick > 8) this.server.access += 1
      else this.server.schema += 1
      // The room looks at all sockets anew.
      this.#drop()
    },
    look: ({ pick }) => {
      const gone = pick < 30 ? taken(this.looked, pick, false) : undefined
      if (!gone) return
      closeList(gone.list)
      this.#follows.delete(gone)
      // It knows nothing but what is pending.
      this.looked.push(look(this.group, gone.scope))
      this.counts.screens += 1
    },
  }

  /** The room has another history than the client believes. */
  get #isLost(): boolean {
    return this.#epoch !== this.server.epoch
  }

  #rewind(): void {
    for (const looked of this.looked) {
      if (looked.list.held !== -1) looked.frozen = [...looked.list.base.values()]
      looked.heard.clear()
      looked.place = -1
    }
    // What no base lacks is the old history's own; all else was never known to be safe.
    const places = this.looked.flatMap(({ list: { held, reached } }) => (held === undefined ? [] : [Math.max(held, reached)]))
    const lacking = this.#wanted.filter(({ at }) => at !== undefined && places.some((place) => at > place))
    const again = rewind(this.group).map(({ mid }) => mid)
    for (const { mid } of lacking) if (!again.includes(mid)) throw new Error(`${mid} is not sent again, and some list lacks it`)
    this.#wanted = this.#wanted.flatMap(({ at, ...sent }) => (at === undefined || again.includes(sent.mid) ? [sent] : []))
    this.#asked.length = 0
    this.#epoch = this.server.epoch
    this.counts.history += 1
  }

  #take(mid: string, verdict: Verdict): void {
    const sent = this.#wanted.find((other) => other.mid === mid)
    if (verdict !== 'refused') {
      this.counts.late += Number(sent?.at !== undefined)
      acknowledge(this.group, mid, verdict.seq)
      if (sent) sent.at = verdict.seq
      return
    }
    // A queue gets one word for a mutation it still has; a refusal after a success is another's.
    if (!sent || sent.at !== undefined || this.server.commits.some((commit) => commit.mid === mid)) return
    refuse(this.group, mid)
    this.#wanted = this.#wanted.filter((other) => other !== sent)
    this.counts.refusals += 1
  }

  #read(of: Looked): void {
    const { seq, cursor } = this.server
    const told: Told = new Map()
    tell(told, this.server.rowsOf(seq, of.scope), [])
    this.#reads.push({ of, history: this.group.history, answer: { told, seq, cursor } })
  }

  #land({ of, history, answer }: Read): void {
    if (!this.looked.includes(of) || history !== this.group.history) return
    this.counts.reads += 1
    this.counts.stale += Number(answer.seq < (of.list.held ?? -1))
    patch(of.list, answer)
    of.loaded = true
  }

  /** Makes a piece of an answer, the last one where it gets to the newest. */
  #piece(asked: Asked, short: number, keep: boolean): void {
    const { of, history, from, told } = asked
    if (history !== this.group.history || this.#isLost || !this.looked.includes(of)) {
      this.#asked.splice(this.#asked.indexOf(asked), 1)
      return
    }
    const { seq, cursor } = this.server
    const to = Math.max(asked.upTo, seq - short)
    const { rows, removed } = this.server.since(asked.upTo, to, of.scope)
    tell(told, rows, removed)
    asked.upTo = to
    asked.pieces += 1
    if (to < seq) return
    this.#asked.splice(this.#asked.indexOf(asked), 1)
    this.counts.pieces += Number(asked.pieces > 1)
    this.counts.deltas += 1
    const answer = { from, told, seq, cursor }
    patch(of.list, answer)
    // The same once more, later.
    if (keep) this.#line.push(() => void (history === this.group.history && patch(of.list, answer)))
  }

  #hear(of: Looked, seq: number): void {
    const event = this.server.event(seq, of.scope)
    if (!event) return
    this.counts.doubled += Number(of.heard.has(seq))
    this.counts.reordered += Number([...of.heard].some((other) => other > seq))
    this.counts.gaps += Number(event.prev > (of.list.held ?? -1))
    receive(of.list, event)
    of.heard.add(seq)
    this.#take(String(event.mid), event)
  }

  /** The connection's answer to a cursor, and from then on everything. */
  #follow(of: Looked, from: number | Reason): void {
    if (from === 'history') return this.#rewind()
    const { seq, cursor } = this.server
    if (typeof from === 'number') {
      const told: Told = new Map()
      const { rows, removed } = this.server.since(from, seq, of.scope)
      tell(told, rows, removed)
      this.#line.push(() => patch(of.list, { from, told, seq, cursor }))
      this.#follows.add(of)
    } else {
      this.#line.push(() => lapse(of.list))
      this.#follows.delete(of)
      this.counts[from] += 1
    }
  }

  #publish(seq: number): void {
    const follows = [...this.#follows]
    if (follows.length === 0) return
    this.#line.push(() => {
      for (const of of follows) this.#hear(of, seq)
      for (const { list } of follows) {
        const { reached } = list
        advance(list, seq)
        this.counts.advanced += Number(list.reached > reached)
      }
    })
  }

  #drop(): void {
    this.#line.length = 0
    this.#follows.clear()
  }

  /** Everything arrives, what is known to be missing is read, what has no answer is sent again. */
  settle(): void {
    if (this.#isLost) this.#rewind()
    for (const { mid, verdict } of this.#answers.splice(0)) this.#take(mid, verdict)
    for (const { mid, ops, at } of [...this.#wanted]) {
      if (at === undefined) this.#take(mid, this.server.mutate(mid, ops, false))
    }
    this.#asked.length = this.#reads.length = 0
    for (const of of this.looked) {
      want(of.list, this.server.last)
      for (const { at } of this.#wanted) if (at !== undefined) want(of.list, at)
      if (!isBehind(of.list)) continue
      const from = of.list.cursor === undefined ? undefined : this.server.place(of.list.cursor, false)
      if (typeof from === 'number') {
        this.#piece({ of, history: this.group.history, from, upTo: from, pieces: 0, told: new Map() }, 0, false)
      } else {
        this.#read(of)
        for (const read of this.#reads.splice(0)) this.#land(read)
      }
    }
  }

  check(): void {
    for (const looked of this.looked) {
      check(looked, this.#wanted, (seq, scope) => this.server.rowsOf(seq, scope, this.#epoch))
    }
  }

  /** Nothing is pending any more, and each view is the server's list. */
  checkRest(): void {
    this.check()
    if (this.group.pending.length > 0) throw new Error('the collection has an intent left at rest')
    for (const { list, scope } of this.looked) same(view(list), this.server.rowsOf(this.server.seq, scope))
  }
}
