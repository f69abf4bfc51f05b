/** Calls the app. An error of its own is the page's to see, and stops nothing here. */
export function safely(callback: () => void): void {
  try {
    callback()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
