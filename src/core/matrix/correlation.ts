import { classOutcomes } from './classOutcomes.ts'
import type { Column, Matrix } from './matrix.ts'
import { countMissing } from './missing.ts'
import { ranks, shiftedCorrelation } from './rankCorrelation.ts'
import { spreadRows, valuesAt } from './spreadRows.ts'

/** How the columns of a matrix go together, in the spelling of the API. Null is undefined: a column does not vary. */
export interface CorrelationSummary {
  /** Rank correlation. Ranks are taken over the known rows of each column, a pair over the rows where both are known. */
  method: 'spearman'
  /** What is to be foreseen first (`ret_fwd`, or the classes of a foreign file), then features. */
  columns: string[]
  /** From -1 to 1, rounded to 4 digits; a row for each column. */
  rho: (number | null)[][]
  rows: number
  /** Fewer than `rows` where all would take too long: then rows spread evenly over the window. */
  rows_used: number
  /** Features beyond the first 200 by strength with what is to be foreseen. */
  left_out: number
  /** The features that say the same most nearly, strongest first. */
  pairs: { a: string; b: string; rho: number }[]
}

const columnsAtMost = 200
const pairsShown = 10
/** Products that all pairs together may take: some hundredths of a second. */
const productsAtMost = 10_000_000
const rowsAtLeast = 1000
const rowsAtMost = 10_000

/** Rank correlations of the forward return and the features with one another. */
export function correlationSummary(matrix: Matrix): CorrelationSummary {
  const outcomes = outcomesOf(matrix)
  const all = Int32Array.from(matrix.ts.keys())
  const wanted = Math.min(matrix.features.length, columnsAtMost) + outcomes.length
  const affordable = Math.floor((2 * productsAtMost) / (wanted * wanted))
  const rows = spreadRows(all, Math.min(rowsAtMost, Math.max(rowsAtLeast, affordable)))
  const ranked = ({ name, values }: Column) => ({ name, values: ranks(valuesAt(values, rows)) })
  const foreseen = outcomes.map(ranked)
  const features = strongest(matrix.features.map(ranked), foreseen)
  const columns = [...foreseen, ...features]
  const rho = correlations(columns)
  return {
    method: 'spearman',
    columns: columns.map(({ name }) => name),
    rho,
    rows: all.length,
    rows_used: rows.length,
    left_out: matrix.features.length - features.length,
    pairs: strongestPairs(columns, rho, foreseen.length),
  }
}

function outcomesOf({ retFwd, target }: Matrix): Column[] {
  if (countMissing(retFwd) < retFwd.length) return [{ name: 'ret_fwd', values: retFwd }]
  return target === null ? [] : classOutcomes(target)
}

/** The features, in their order, that go most with what is to be foreseen, when there are too many. */
function strongest(features: Column[], foreseen: readonly Column[]): Column[] {
  if (features.length <= columnsAtMost) return features
  const strength = new Map(
    features.map((feature) => {
      const rho = foreseen.map(({ values }) => Math.abs(shiftedCorrelation(feature.values, values, 0)))
      return [feature, Math.max(0, ...rho.filter((value) => !Number.isNaN(value)))]
    }),
  )
  const kept = new Set(
    [...features].sort((a, b) => (strength.get(b) ?? 0) - (strength.get(a) ?? 0)).slice(0, columnsAtMost),
  )
  return features.filter((feature) => kept.has(feature))
}

function correlations(columns: readonly Column[]): (number | null)[][] {
  const rho = columns.map(() => columns.map((): number | null => null))
  for (let a = 0; a < columns.length; a++) {
    for (let b = a; b < columns.length; b++) {
      const value = shiftedCorrelation(columns[a].values, columns[b].values, 0)
      rho[a][b] = Number.isNaN(value) ? null : Math.round(value * 10_000) / 10_000
      rho[b][a] = rho[a][b]
    }
  }
  return rho
}

function strongestPairs(
  columns: readonly Column[],
  rho: readonly (readonly (number | null)[])[],
  firstFeature: number,
): CorrelationSummary['pairs'] {
  const pairs: CorrelationSummary['pairs'] = []
  for (let a = firstFeature; a < columns.length; a++) {
    for (let b = a + 1; b < columns.length; b++) {
      const value = rho[a][b]
      if (value !== null) pairs.push({ a: columns[a].name, b: columns[b].name, rho: value })
    }
  }
  return pairs.sort((x, y) => Math.abs(y.rho) - Math.abs(x.rho)).slice(0, pairsShown)
}
