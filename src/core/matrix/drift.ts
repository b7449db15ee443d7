import type { Column, Matrix } from './matrix.ts'
import { countMissing } from './missing.ts'
import { type Period, yearsOrTenths } from './periods.ts'

/** How the target and the features that move most wander over the window. Null is no value. */
export interface DriftSummary {
  /** Calendar years when there are at least three, else tenths of the rows. */
  periods: { label: string; rows: number }[]
  /** `ret_fwd` first, then features by falling shift. */
  columns: {
    column: string
    mean: (number | null)[]
    std: (number | null)[]
    /** Each period's mean less that of the whole window, in standard deviations of the whole window. */
    z: (number | null)[]
    /** The largest of them, whatever its sign. */
    shift: number | null
  }[]
}

const featuresShown = 10

/** Mean and standard deviation (ddof 0) of each period, and how far its mean lies from that of the whole window. */
export function driftSummary(matrix: Matrix): DriftSummary {
  const periods = yearsOrTenths(matrix.session)
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

function describeColumn(
  column: string,
  values: Float64Array,
  periods: readonly Period[],
): DriftSummary['columns'][number] {
  const whole = moments(values)
  const parts = periods.map(({ from, to }) => moments(values.subarray(from, to)))
  const { mean: centre, std: spread } = whole
  const hasSpread = centre !== null && spread !== null && spread > 0
  const z = parts.map(({ mean }) => (hasSpread && mean !== null ? (mean - centre) / spread : null))
  return {
    column,
    mean: parts.map(({ mean }) => mean),
    std: parts.map(({ std }) => std),
    z,
    shift: hasSpread ? Math.max(...z.flatMap((value) => (value === null ? [] : [Math.abs(value)]))) : null,
  }
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
