import { type Contender, STORAGES } from '../contenders'
import type { Size } from '../scenario'
import type { Host } from '../server/server'

/** How one figure grows with another, of several contenders. */
export interface Curve {
  /** Of its picture's file. */
  readonly name: string
  readonly title: string
  readonly x: string
  readonly y: string
  readonly series: readonly Series[]
}

export interface Series {
  readonly name: string
  readonly points: readonly (readonly [number, number])[]
}

/** Points as they are measured, until they are curves. */
export class Curves {
  readonly #curves = new Map<string, { title: string; x: string; y: string; series: Map<string, [number, number][]> }>()

  add(curve: Omit<Curve, 'series'>, series: string, x: number, y: number | undefined): void {
    if (y === undefined || !Number.isFinite(y)) return
    const known = this.#curves.get(curve.name) ?? { title: curve.title, x: curve.x, y: curve.y, series: new Map() }
    this.#curves.set(curve.name, known)
    const points = known.series.get(series) ?? []
    known.series.set(series, points)
    points.push([x, y])
  }

  all(): Curve[] {
    return [...this.#curves].map(([name, { title, x, y, series }]) => ({
      name,
      title,
      x,
      y,
      series: [...series].map(([of, points]) => ({ name: of, points })),
    }))
  }
}

/** What grows, of whom, and how it is measured. */
export interface Growth {
  readonly name: string
  readonly contenders: readonly Contender[]
  /** Adds what one contender did to the curves, point by point. */
  measure(host: Host, contender: Contender, size: Size, curves: Curves, say: (line: string) => void): Promise<void>
}

/** What a contender's line is called. */
export const seriesOf = ({ name, storage }: Contender) => `${name}, ${STORAGES[storage]}`
