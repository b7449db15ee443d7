import type { Matrix } from './matrix.ts'
import { percent } from './matrixMeta.ts'
import { countMissing } from './missing.ts'
import { monthsYearsOrTenths } from './periods.ts'

/** When values are missing, in the spelling of the API. */
export interface Missingness {
  /** Calendar months when there are 3 to 36, years when there are at least three, else tenths of the rows. */
  periods: { label: string; rows: number }[]
  /** Percentage of a period's rows without a value: `ret_fwd` first, then the features. */
  columns: { column: string; pct: number[] }[]
}

/** Counts the missing values of each column in each period. */
export function missingness(matrix: Matrix): Missingness {
  const periods = monthsYearsOrTenths(matrix.session)
  return {
    periods: periods.map(({ label, from, to }) => ({ label, rows: to - from })),
    columns: [{ name: 'ret_fwd', values: matrix.retFwd }, ...matrix.features].map(({ name, values }) => ({
      column: name,
      pct: periods.map(({ from, to }) => percent(countMissing(values.subarray(from, to)), to - from)),
    })),
  }
}
