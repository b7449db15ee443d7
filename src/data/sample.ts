import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bars } from '../core/bars/bars.ts'
import { noMarketData } from '../core/bars/marketData.ts'
import { barsInWindow } from '../core/bars/window.ts'
import { SigmaError } from '../core/errors.ts'
import { readBarsCsv } from './barsCsv.ts'
import { refuseNeeds } from './needs.ts'
import type { BarSource } from './source.ts'

/** The one instrument that comes with Sigma: the S&P 500 index, daily, 2000-01-03 to 2020-04-17. */
const sampleTicker = 'SPX'
const sampleFile = 'sp500-2000.csv'

/**
 * Bars that need no network and no key. `folder` is that of `packs/sample`. Any other ticker or cadence is
 * UNPROCESSABLE, saying what there is.
 */
export function sampleSource(folder: string): BarSource {
  let reading: Promise<Bars> | undefined
  return {
    id: 'sample',
    async load({ ticker, cadence, start, end, needs }) {
      refuseNeeds('sample', needs)
      if (ticker.toUpperCase() !== sampleTicker || cadence !== 'daily') {
        throw new SigmaError(
          'UNPROCESSABLE',
          `the bundled sample holds ${sampleTicker} daily, not ${ticker} ${cadence}`,
          {
            details: { wanted: { ticker, cadence }, held: [{ ticker: sampleTicker, cadence: 'daily' }] },
            next: `use ${sampleTicker} with daily bars, your own file with --csv, or another data source`,
          },
        )
      }
      reading ??= readFile(join(folder, sampleFile)).then((bytes) =>
        readBarsCsv(bytes, { ticker: sampleTicker, cadence: 'daily' }),
      )
      return {
        bars: barsInWindow(await reading, { start, end }),
        market: noMarketData,
        sourceIds: ['sample:sp500-2000'],
        warnings: [],
      }
    },
  }
}
