/** Marks a row that the server has not confirmed yet. */
export function Pending() {
  return <span className="soft">saving…</span>
}
