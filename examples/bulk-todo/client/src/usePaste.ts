import { useState } from 'react'
import { linesOf, type WrongLine, wrongLines } from './lines'
import type { NewTodo, SyncError } from './sync'

interface Box {
  readonly text: string
  readonly wrong: readonly WrongLine[]
  /** What was refused for another reason than a line. */
  readonly problem: string | undefined
}

const empty: Box = { text: '', wrong: [], problem: undefined }

/** The box of lines to add. */
export function usePaste() {
  const [box, setBox] = useState(empty)
  return {
    ...box,
    /** What is typed may move the lines that were wrong, so nothing is said of them any more. */
    type: (text: string) => setBox({ ...empty, text }),
    /** Empties the box. */
    take: (): NewTodo[] => {
      setBox(empty)
      return linesOf(box.text).map((title) => ({ title }))
    },
    /** Puts back what was refused, behind what was put back before or is typed by now. */
    putBack: (error: SyncError, part: readonly NewTodo[]) =>
      setBox(({ text, wrong }) => {
        const before = text === '' ? 0 : text.split('\n').length
        const lines = part.map(({ title }) => title)
        const more = wrongLines(error, before)
        return {
          text: [...(text === '' ? [] : [text]), ...lines].join('\n'),
          wrong: [...wrong, ...more],
          problem: more.length > 0 ? undefined : error.message,
        }
      }),
  }
}
