import { useId } from 'react'

interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  problem: string | undefined
  multiline?: boolean
  autoFocus?: boolean
}

/** A labelled input, with what is wrong with it below. */
export function Field({ label, value, onChange, problem, multiline = false, autoFocus = false }: FieldProps) {
  const id = useId()
  const shared = {
    id,
    value,
    autoFocus,
    placeholder: label,
    autoComplete: 'off',
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem === undefined ? undefined : `${id}-problem`,
  }
  return (
    <div className="text">
      <label htmlFor={id} className="hidden">
        {label}
      </label>
      {multiline ? (
        <textarea {...shared} rows={2} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...shared} onChange={(event) => onChange(event.target.value)} />
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
