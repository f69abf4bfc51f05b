import type { Report } from '../report'
import { type Audience, excusing, type Found } from '../run'
import type { Size } from '../scenario'
import { Host } from '../server/server'
import { Curves, type Growth, seriesOf } from './curves'
import { ROOMS } from './rooms'
import { ROWS } from './rows'
import { SOCKETS } from './sockets'

const GROWTHS: readonly Growth[] = [ROWS, SOCKETS, ROOMS]

/** Measures all curves, once: they are about shapes, which rounds do not change. */
export async function grow(size: Size, report: Pick<Report, keyof Found | 'growth'>, audience: Audience): Promise<void> {
  const curves = new Curves()
  await using host = Host.start()
  for (const { name, contenders, measure } of GROWTHS) {
    const begun = performance.now()
    for (const contender of contenders) {
      const say = (line: string) => audience.say(`growth, ${seriesOf(contender)}: ${line}`)
      await excusing(contender, `growth of ${name}`, report, audience, () => measure(host, contender, size, curves, say))
      report.growth = curves.all()
      report.seconds[`growth of ${name}`] = (performance.now() - begun) / 1_000
      await audience.keep()
    }
  }
}
