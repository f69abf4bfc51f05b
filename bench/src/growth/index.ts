import type { Size } from '../scenario'
import { Host } from '../server/server'
import { growRooms } from './rooms'
import { growRows } from './rows'
import { growSockets } from './sockets'

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

/** Measures all curves, once: they are about shapes, which rounds do not change. */
export async function grow(size: Size, say: (line: string) => void): Promise<Curve[]> {
  const curves = new Curves()
  await using host = Host.start()
  await growRows(host, size, curves, say)
  await growSockets(host, size, curves, say)
  await growRooms(host, size, curves, say)
  return curves.all()
}
