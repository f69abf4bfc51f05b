/** In the place of a list that is not there: most likely somebody has just deleted it under this window's eyes. */
export function Gone({ name }: { readonly name: string | undefined }) {
  return (
    <section role="status">
      <h2>{name === undefined ? 'There is no such list' : `“${name}” was deleted`}</h2>
      <p className="empty">
        {name === undefined ? 'Perhaps somebody has deleted it.' : 'Its todos went with it.'} Open another list, or begin a new one.
      </p>
    </section>
  )
}
