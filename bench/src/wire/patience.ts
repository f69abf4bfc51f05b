/** What a server forgets to send is to end its part of a run, and not to stop it: far more than anything takes, lists of 100,000 rows too. */
export const PATIENCE = 60

/** What is waited for, or an error that says that it has not come. */
export async function patiently<Found>(what: string, wait: Promise<Found>, seconds = PATIENCE): Promise<Found> {
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
