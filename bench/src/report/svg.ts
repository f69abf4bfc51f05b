import type { Curve } from '../growth/curves'
import { short } from './blocks'

const [WIDTH, HEIGHT] = [640, 320]
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 36, 36, 64]
/** Told apart by all eyes: on white, and on black. */
const COLOURS = [
  ['#0072b2', '#56b4e9'],
  ['#d55e00', '#f08c3a'],
  ['#009e73', '#2fc497'],
  ['#b0558a', '#e08fc0'],
] as const
/** For whoever reads in the dark. Without it, or where it is not understood, the picture is dark on white. */
const DARK = `@media (prefers-color-scheme: dark) { .ground { fill: #161b22 } text { fill: #d0d7de } .grid { stroke: #3d444d } ${COLOURS.map(
  ([, colour], at) => `.line${at} { stroke: ${colour} } .dot${at} { fill: ${colour} }`,
).join(' ')} }`

/** Which colour a line has: the same one in each picture. */
const NAMES = ['conventional, D1', 'ferrosync, D1', 'ferrosync, object']
const colourOf = (name: string, at: number) => (NAMES.includes(name) ? NAMES.indexOf(name) : at % COLOURS.length)

/** A picture of curves; both axes are logarithmic, so that a line that rises evenly is one that grows alike. */
export function svgOf({ title, x, y, series }: Curve): string {
  const points = series.flatMap((one) => one.points)
  const across = axis(points.map(([value]) => value), LEFT, WIDTH - RIGHT)
  const up = axis(points.map(([, value]) => value), HEIGHT - BOTTOM, TOP)
  const lines = series.map(({ name, points: of }, at) => {
    const which = colourOf(name, at)
    const colour = COLOURS[which]?.[0]
    const dot = (cx: number, cy: number) => `<circle class="dot${which}" cx="${cx}" cy="${cy}" r="3.5" fill="${colour}">`
    const path = of.map(([px, py]) => `${across.at(px)},${up.at(py)}`).join(' ')
    const dots = of.map(([px, py]) => `${dot(across.at(px), up.at(py))}<title>${escape(name)}: ${short(px)} → ${short(py)}</title></circle>`)
    const start = LEFT + at * 180
    const legend = `${dot(start + 4, HEIGHT - 12)}</circle><text x="${start + 14}" y="${HEIGHT - 8}">${escape(name)}</text>`
    return [`<polyline class="line${which}" points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`, ...dots, legend].join('\n')
  })
  const vertical = across.ticks.map((tick) => `<path class="grid" d="M${across.at(tick)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/><text x="${across.at(tick)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${short(tick)}</text>`)
  const horizontal = up.ticks.map((tick) => `<path class="grid" d="M${LEFT} ${up.at(tick)}H${WIDTH - RIGHT}" stroke="#ddd"/><text x="${LEFT - 6}" y="${up.at(tick) + 4}" text-anchor="end">${short(tick)}</text>`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${DARK}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14" font-weight="bold">${escape(`${title}, ${y}`)}</text>`,
    ...vertical,
    ...horizontal,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - BOTTOM + 34}" text-anchor="middle">${escape(x)}</text>`,
    ...lines,
    '</svg>\n',
  ].join('\n')
}

/** A logarithmic axis from `from` to `to`, and where it has marks: at 1, 2 and 5 of each decade where that is not too much. */
function axis(values: readonly number[], from: number, to: number) {
  const good = values.filter((value) => value > 0)
  const [least, most] = [Math.min(...good), Math.max(...good)]
  const decades = Math.log10(most / least)
  const steps = decades > 3 ? [1] : [1, 2, 5]
  const marks: number[] = []
  for (let decade = Math.floor(Math.log10(least)); decade <= Math.ceil(Math.log10(most)); decade += 1) {
    for (const step of steps) marks.push(Number((step * 10 ** decade).toPrecision(1)))
  }
  const start = marks.findLast((mark) => mark <= least) ?? least
  const end = marks.find((mark) => mark >= most && mark > start) ?? most
  const at = (value: number) => Math.round((from + ((Math.log10(Math.max(value, start)) - Math.log10(start)) / Math.log10(end / start)) * (to - from)) * 10) / 10
  return { at, ticks: marks.filter((mark) => mark >= start && mark <= end) }
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
