import { existsSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

/** A window that shows the examples' two columns, and a phone. CSS pixels. */
export const WINDOW = { width: 1000, height: 600 } as const
export const PHONE = { width: 390, height: 844 } as const

const path = (to: string) => fileURLToPath(new URL(`../../${to}`, import.meta.url))

export interface ScreenshotOptions {
  readonly size?: typeof WINDOW | typeof PHONE
  readonly scheme?: 'light' | 'dark'
}

/**
 * A picture of the page in `target/screenshots`, and the one that is called like its example in `docs/images` as well where
 * `FERROSYNC_DOCS_IMAGES` is set: with the same rows the same picture, whatever window the test has.
 */
export async function screenshot(page: Page, name: string, { size = WINDOW, scheme = 'light' }: ScreenshotOptions = {}): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  const file = path(`target/screenshots/${name}.png`)
  // What is in focus or under the mouse shows it, which depends on what the test did last.
  await page.mouse.move(0, 0)
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', scale: 'css' })
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  if (before) await page.setViewportSize(before)
  if (!process.env['FERROSYNC_DOCS_IMAGES'] || !existsSync(path(`examples/${name}`))) return
  await mkdir(path('docs/images'), { recursive: true })
  await copyFile(file, path(`docs/images/${name}.png`))
}
