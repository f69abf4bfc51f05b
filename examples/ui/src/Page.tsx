import type { ReactNode } from 'react'

export interface PageProps {
  readonly title: string
  /** What stands at the end of the bar: who is signed in, how the connection is doing. */
  readonly bar: ReactNode
  readonly children: ReactNode
}

/** A bar with the title, and below it the sections: side by side where there is room. */
export function Page({ title, bar, children }: PageProps) {
  return (
    <>
      <header className="bar">
        <h1>{title}</h1>
        <div className="row">{bar}</div>
      </header>
      <main>{children}</main>
    </>
  )
}
