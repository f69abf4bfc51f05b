import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { PHONE, WINDOW } from './screenshot'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What keeps somebody from using the page as it stands: axe's serious and critical findings, in light and in dark, in a window
 * and on a phone; and what is wider than the phone. A line each, the same one once; none is how it should be.
 */
export async function obstacles(page: Page): Promise<string[]> {
  const before = page.viewportSize()
  const found = new Set<string>()
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of [WINDOW, PHONE]) {
      // Colours on their way from one scheme to the other are neither's.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize(size)
      for (const finding of [...(await findings(page)), ...(await overflow(page))]) found.add(`${colorScheme}, ${size.width} px: ${finding}`)
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  if (before) await page.setViewportSize(before)
  return [...found]
}

async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`))
}

async function overflow(page: Page): Promise<string[]> {
  const { scroll, client } = await page.evaluate(() => {
    const { scrollWidth: scroll, clientWidth: client } = document.documentElement
    return { scroll, client }
  })
  return scroll > client ? [`the page is ${scroll} px wide`] : []
}
