/** Milliseconds after which one who works lets the others go on. */
const SLICE = 400

/**
 * Lets several work in turn, one at a time, for part of a second each: whatever the machine does meanwhile, which changes from one second to
 * the next, is done to all of them alike.
 */
export class Turns {
  readonly #waiting: (() => void)[] = []
  #met: (() => void)[] = []
  #present = 0
  #isTaken = false

  /** One more that takes part, as long as it has not left. */
  join(): Turn {
    this.#present += 1
    return new Turn(this)
  }

  get isWaitedFor(): boolean {
    return this.#waiting.length > 0
  }

  async take(): Promise<void> {
    if (this.#isTaken) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#isTaken = true
  }

  pass(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#isTaken = false
    else next()
  }

  /** Whoever comes here has passed its turn; all have one again when all are here. */
  meet(): Promise<void> {
    return new Promise((resolve) => {
      this.#met.push(() => void this.take().then(resolve))
      this.#goOn()
    })
  }

  leave(): void {
    this.#present -= 1
    this.#goOn()
  }

  #goOn(): void {
    if (this.#met.length < this.#present) return
    const met = this.#met
    this.#met = []
    for (const one of met) one()
  }
}

/** One who works in turn with others, and how long it has. */
export class Turn {
  readonly #turns: Turns
  #worked = 0
  /** Since when it works. */
  #since: number | undefined
  /** On its clock, when it is to let others go on. */
  #end = 0

  constructor(turns: Turns) {
    this.#turns = turns
  }

  /** Of one whom nobody waits for. */
  static alone(): Turn {
    const turns = new Turns()
    const turn = turns.join()
    // It is free, and taken at once.
    void turns.take()
    turn.#start()
    return turn
  }

  /** Milliseconds that it has worked. The clock stands while others do. */
  clock(): number {
    return this.#worked + (this.#since === undefined ? 0 : performance.now() - this.#since)
  }

  /** On its clock, when its slice is over. */
  get end(): number {
    return this.#end
  }

  /** Waits until it may work. */
  async begin(): Promise<void> {
    await this.#turns.take()
    this.#start()
  }

  /** Ends its slice, if it is over: then others go on first, if they wait. Nothing may be under way. */
  async share(): Promise<void> {
    if (this.clock() < this.#end) return
    if (this.#turns.isWaitedFor) {
      const again = this.#turns.take()
      this.#stop()
      this.#turns.pass()
      await again
    }
    this.#start()
  }

  /** Waits until all the others are as far. */
  async meet(): Promise<void> {
    this.#stop()
    this.#turns.pass()
    await this.#turns.meet()
    this.#start()
  }

  /** It has no more to do. */
  leave(): void {
    this.#stop()
    this.#turns.pass()
    this.#turns.leave()
  }

  #start(): void {
    this.#stop()
    this.#since = performance.now()
    this.#end = this.#worked + SLICE
  }

  #stop(): void {
    this.#worked = this.clock()
    this.#since = undefined
  }
}
