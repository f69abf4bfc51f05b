import { type ReactNode, useState } from 'react'

/** JSON, where it is some, in lines; else the text. */
export function pretty(text: string): string {
  const start = text.indexOf('{')
  if (start < 0) return text
  try {
    return text.slice(0, start) + JSON.stringify(JSON.parse(text.slice(start)), null, 2)
  } catch {
    return text
  }
}

/** Something of which the whole is shown on demand, and made only then. */
export function Details({ summary, whole }: { readonly summary: ReactNode; readonly whole: () => string }): ReactNode {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {/* Reachable by keyboard, because it scrolls. */}
      {isOpen && <pre tabIndex={0}>{whole()}</pre>}
    </details>
  )
}
