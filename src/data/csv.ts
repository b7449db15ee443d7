import { readFile } from 'node:fs/promises'
import type { Bars } from '../core/bars/bars.ts'
import { noMarketData } from '../core/bars/marketData.ts'
import { barsInWindow } from '../core/bars/window.ts'
import { SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { readBarsCsv } from './barsCsv.ts'
import { refuseNeeds } from './needs.ts'
import type { BarSource } from './source.ts'

/**
 * A user's own file of bars (see `readBarsCsv`). The file holds one instrument, which takes the ticker asked for.
 * `path` has been checked by the caller to lie where files may be read from.
 */
export function csvSource(path: string): BarSource {
  return {
    id: 'csv',
    async load({ ticker, cadence, start, end, needs }) {
      refuseNeeds('csv', needs)
      const bars = readBarsCsv(await readOrExplain(path), { ticker, cadence })
      return {
        bars: barsInWindow(bars, { start, end }),
        market: noMarketData,
        sourceIds: [`csv:${beginningHash(bars)}`],
        warnings: [],
      }
    },
  }
}

/** Bars that identify a file: it stays the same data when days are appended or the file is renamed. */
const identifyingBars = 250

function beginningHash({ ts, close }: Bars): string {
  return sha256OfJson([
    Array.from(ts.subarray(0, identifyingBars)),
    Array.from(close.subarray(0, identifyingBars)),
  ])
}

async function readOrExplain(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new SigmaError('NOT_FOUND', `can't read ${path}`, {
      cause,
      next: 'check the path and its permissions',
    })
  }
}
