import { Alert, Field, useProblems } from 'example-ui'
import { type FormEvent, useState } from 'react'
import type { Session } from './useSession'

const names = ['name', 'password'] as const
const words = {
  'sign-in': { action: 'Sign in', other: 'sign-up', way: 'New here? Create an account' },
  'sign-up': { action: 'Create account', other: 'sign-in', way: 'Sign in with an account' },
} as const

/** A name and a password, for an account that is there or for a new one. */
export function SignIn({ session: { enter, user, isOver } }: { readonly session: Session }) {
  const { problems, clear, show } = useProblems(names)
  const [how, setHow] = useState<keyof typeof words>('sign-in')
  const [name, setName] = useState(user ?? '')
  const [password, setPassword] = useState('')
  const [isSending, setSending] = useState(false)
  const { action, other, way } = words[how]

  async function submit(event: FormEvent) {
    event.preventDefault()
    clear()
    setSending(true)
    await enter(how, { name, password }).catch(show)
    setSending(false)
  }

  return (
    <section aria-label={action} style={{ maxWidth: '26rem' }}>
      <h2>{action}</h2>
      {isOver && <p className="soft">Your session is over. What is not saved yet waits for you.</p>}
      {problems.general !== undefined && <Alert text={problems.general} onDismiss={clear} />}
      <form onSubmit={submit} aria-label={action}>
        <Field label="Name" value={name} onChange={setName} problem={problems.fields['name']} autoComplete="username" />
        <Field
          label="Password"
          type="password"
          value={password}
          onChange={setPassword}
          problem={problems.fields['password']}
          autoComplete={how === 'sign-in' ? 'current-password' : 'new-password'}
        />
        <button type="submit" disabled={isSending}>
          {action}
        </button>
        <button
          type="button"
          onClick={() => {
            clear()
            setHow(other)
          }}
        >
          {way}
        </button>
      </form>
    </section>
  )
}
