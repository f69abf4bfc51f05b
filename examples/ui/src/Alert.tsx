/** What went wrong, until it is read. */
export function Alert({ text, onDismiss }: { text: string; onDismiss: () => void }) {
  return (
    <div role="alert" className="alert">
      <span className="text">{text}</span>
      <button type="button" onClick={onDismiss}>
        Dismiss
      </button>
    </div>
  )
}
