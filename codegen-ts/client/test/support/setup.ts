import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'
import { endStores } from './render'

// A busy machine is slow, not wrong: what is awaited may take its time.
configure({ asyncUtilTimeout: 10_000 })

afterEach(() => {
  cleanup()
  endStores()
})
