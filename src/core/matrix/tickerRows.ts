import { groupAt, groupBy } from '../groupBy.ts'
import type { Matrix, Tickers } from './matrix.ts'

/**
 * The features and outcomes of several tickers with the rows of each together, in time order, and `gap` rows of nothing
 * after them: a look at most `gap` rows ahead never meets another ticker.
 */
export function tickerRows(
  { features, retFwd, target }: Matrix,
  { names, ofRow }: Tickers,
  gap: number,
): Pick<Matrix, 'features' | 'retFwd' | 'target'> {
  const rows = groupBy(names.length, ofRow)
  const source = new Int32Array(ofRow.length + gap * names.length).fill(-1)
  let place = 0
  for (let ticker = 0; ticker < names.length; ticker++) {
    const own = groupAt(rows, ticker)
    source.set(own, place)
    place += own.length + gap
  }
  const laid = (values: Float64Array) => valuesOrNone(values, source)
  return {
    features: features.map((feature) => ({
      name: feature.name,
      // Laid when its turn comes: of all features that would be the matrix once more.
      get values() {
        return laid(feature.values)
      },
    })),
    retFwd: laid(retFwd),
    target: target && Array.from(source, (row) => (row < 0 ? '' : target[row])),
  }
}

/** The values of some rows; missing where the row is -1. */
function valuesOrNone(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) picked[i] = rows[i] < 0 ? Number.NaN : values[rows[i]]
  return picked
}
