// As much of Next's module as the page's example uses: an app has the whole.
declare module 'next/headers' {
  export function cookies(): Promise<{ toString: () => string }>
}
