import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** `$CHROME`, or one that is installed. */
function executable(): string {
  const chosen = process.env['CHROME']
  if (chosen) return chosen
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable)
  if (!found) throw new Error('no Chromium: install it, or name it in $CHROME')
  return found
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * What Chromium does without. It takes the last such list only, so what Playwright turns off and a test may feel is here once
 * more: what asks the internet, what makes HTTPS of an address, and the picture of the page before that covers the next one.
 */
const WITHOUT = [
  // A page that a test makes up comes from no address, and would not be let to the one it is said to be of.
  'LocalNetworkAccessChecks',
  // The address bar's list is two pages of its own in each window, which take longer to load than the one that is tested.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

/** Starts Chromium with a profile of its own, talking to nobody but the page's server. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${WITHOUT.join()}`,
    ],
  })
}
