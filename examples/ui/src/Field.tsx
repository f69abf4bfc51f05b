import { type InputHTMLAttributes, useId } from 'react'

export interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** What is wrong with the value. */
  readonly problem: string | undefined
  readonly type?: 'text' | 'email' | 'password' | undefined
  readonly autoComplete?: InputHTMLAttributes<HTMLInputElement>['autoComplete']
  /** More lines than one: this many before it scrolls. */
  readonly rows?: number | undefined
  readonly autoFocus?: boolean | undefined
}

/** A labelled input, with what is wrong with it below. */
export function Field({ label, value, onChange, problem, type = 'text', autoComplete = 'off', rows, autoFocus = false }: FieldProps) {
  const id = useId()
  const shared = {
    id,
    value,
    autoFocus,
    autoComplete,
    placeholder: label,
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem === undefined ? undefined : `${id}-problem`,
  }
  return (
    <div className="text">
      <label htmlFor={id} className="hidden">
        {label}
      </label>
      {rows === undefined ? (
        <input {...shared} type={type} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
