import type { Block } from './blocks'

/** A table for a terminal: names to the left, figures to the right. */
export function textOf({ title, head, rows }: Block): string {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ').trimEnd()
  return [title, line(head), ...rows.map(line)].join('\n')
}

/** The same for a page. */
export function markdownOf({ head, rows }: Block): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at < 2 ? '---' : '--:'))), ...rows.map(line)].join('\n')
}
