/** What a server forgets to send is to end its part of a run, and not to stop it. Far more than anything takes. */
const SECONDS = 60

/** What is waited for, or an error that says that it has not come. */
export async function patiently<Found>(what: string, wait: Promise<Found>, seconds = SECONDS): Promise<Found> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not in ${seconds} s`)), seconds * 1_000)
  })
  try {
    return await Promise.race([wait, over])
  } finally {
    clearTimeout(timer)
  }
}
