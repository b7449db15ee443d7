import type { Random } from '../../../src/core/random.ts'
import { normalQuantile } from '../../../src/core/statistics/normal.ts'

/** Independent normal returns of the given mean and standard deviation. */
export function normalReturns(count: number, random: Random, mean = 0, std = 0.01): Float64Array {
  return Float64Array.from({ length: count }, () => mean + std * normalDraw(random))
}

/** A standard normal number by inversion; the half step keeps it finite. */
function normalDraw(random: Random): number {
  return normalQuantile(random.nextFraction() + 2 ** -33)
}
