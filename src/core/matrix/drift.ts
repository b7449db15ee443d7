import { formatDay } from '../bars/day.ts'
import type { Column, Matrix } from './matrix.ts'
import { countMissing } from './missing.ts'

/** How the target and the features that move most wander over the window. Null is no value. */
export interface DriftSummary {
  /** Calendar years when there are at least three, else tenths of the rows. */
  periods: { label: string; rows: number }[]
  /** `ret_fwd` first, then features by falling shift. */
  columns: { column: string; mean: (number | null)[]; std: (number | null)[]; shift: number | null }[]
}

const featuresShown = 10

/**
 * Mean and standard deviation (ddof 0) of each period. `shift` is the largest distance of a period's mean from
 * that of the whole window, in standard deviations of the whole window.
 */
export function driftSummary(matrix: Matrix): DriftSummary {
  const periods = yearPeriods(matrix.session) ?? tenths(matrix.session)
  const describe = ({ name, values }: Column) => describeColumn(name, values, periods)
  const features = matrix.features
    .map(describe)
    .sort((a, b) => (b.shift ?? -1) - (a.shift ?? -1))
    .slice(0, featuresShown)
  return {
    periods: periods.map(({ label, from, to }) => ({ label, rows: to - from })),
    columns: [describe({ name: 'ret_fwd', values: matrix.retFwd }), ...features],
  }
}

interface Period {
  label: string
  from: number
  to: number
}

function yearPeriods(session: Int32Array): Period[] | null {
  const periods: Period[] = []
  for (let row = 0; row < session.length; row++) {
    const label =
      row > 0 && session[row] === session[row - 1]
        ? periods[periods.length - 1].label
        : formatDay(session[row]).slice(0, 4)
    const current = periods.at(-1)
    if (current?.label === label) current.to = row + 1
    else periods.push({ label, from: row, to: row + 1 })
  }
  return periods.length >= 3 ? periods : null
}

function tenths(session: Int32Array): Period[] {
  const rows = session.length
  const parts = Math.min(10, rows)
  return Array.from({ length: parts }, (_, i) => {
    const from = Math.floor((rows * i) / parts)
    const to = Math.floor((rows * (i + 1)) / parts)
    return { label: `${formatDay(session[from])} to ${formatDay(session[to - 1])}`, from, to }
  })
}

function describeColumn(
  column: string,
  values: Float64Array,
  periods: readonly Period[],
): DriftSummary['columns'][number] {
  const whole = moments(values)
  const parts = periods.map(({ from, to }) => moments(values.subarray(from, to)))
  const distances = parts.flatMap(({ mean }) =>
    mean === null || whole.mean === null ? [] : [Math.abs(mean - whole.mean)],
  )
  const shift = whole.std === null || whole.std === 0 ? null : Math.max(...distances) / whole.std
  return { column, mean: parts.map(({ mean }) => mean), std: parts.map(({ std }) => std), shift }
}

function moments(values: Float64Array): { mean: number | null; std: number | null } {
  const known = values.length - countMissing(values)
  if (known === 0) return { mean: null, std: null }
  let sum = 0
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row])) sum += values[row]
  const mean = sum / known
  let squares = 0
  for (let row = 0; row < values.length; row++)
    if (!Number.isNaN(values[row])) squares += (values[row] - mean) ** 2
  return { mean, std: Math.sqrt(squares / known) }
}
