import type { BandRule } from './labelSpec.ts'

export const classNames = ['DOWN', 'FLAT', 'UP'] as const
export type ClassName = (typeof classNames)[number]

/**
 * Half-width of the FLAT class, as a return. `trainReturns` are those of the training part alone, so that no
 * later row decides what counts as flat; NaN (unknown) is left out.
 * k_sigma: k times their population standard deviation (0 without any return); fixed_bp: the same everywhere.
 */
export function classBand(trainReturns: Float64Array, rule: BandRule): number {
  return rule.kind === 'fixed_bp' ? rule.bp / 10_000 : rule.k * populationDeviation(trainReturns)
}

/** UP above the band, DOWN below minus the band, FLAT between and on the border; null where the return is unknown. */
export function classify(returns: Float64Array, band: number): (ClassName | null)[] {
  return Array.from(returns, (value) => {
    if (Number.isNaN(value)) return null
    if (value > band) return 'UP'
    return value < -band ? 'DOWN' : 'FLAT'
  })
}

/** 1 where the return is at least 0, else 0; NaN where it is unknown. The target when no classes are asked for. */
export function binaryTarget(returns: Float64Array): Float64Array {
  return returns.map((value) => (Number.isNaN(value) ? Number.NaN : value >= 0 ? 1 : 0))
}

/** Two passes: subtracting the mean first keeps all digits when the mean is large against the spread. */
function populationDeviation(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return 0
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  return Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length)
}
