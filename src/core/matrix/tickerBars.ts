import type { Bars } from '../bars/bars.ts'
import { firstAtOrAfter } from '../bars/window.ts'
import { SigmaError } from '../errors.ts'

/**
 * The bar at whose end each of a ticker's rows decides, found by its time. In a matrix that was stored, `barOfRow` has none
 * for a row without a close, which can't be traded but has features, and a label where that begins later.
 *
 * @param rows rows of the ticker
 * @param ts decision times of all rows
 * @throws UNPROCESSABLE when a row has no bar
 */
export function barsOfTicker(rows: Int32Array, ts: Float64Array, bars: Bars): Int32Array {
  return rows.map((row) => {
    const bar = firstAtOrAfter(bars.ts, ts[row])
    if (bars.ts[bar] === ts[row]) return bar
    throw new SigmaError('UNPROCESSABLE', `${bars.ticker} has no bar for row ${row} of the matrix`, {
      next: 'build the matrix again with --force',
    })
  })
}
