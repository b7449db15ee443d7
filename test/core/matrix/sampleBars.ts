import { readFileSync } from 'node:fs'
import { readBarsCsv } from '../../../src/data/barsCsv.ts'

/** The bundled bars: the S&P 500 index, 5,106 sessions. */
export const sampleBars = readBarsCsv(
  readFileSync(new URL('../../../packs/sample/sp500-2000.csv', import.meta.url)),
  { ticker: 'SPX', cadence: 'daily' },
)
