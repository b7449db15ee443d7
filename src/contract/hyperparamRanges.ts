import { type FieldError, invalidParam } from '../core/errors.ts'
import type { SweepVariants } from './types.ts'

type Ranges = NonNullable<SweepVariants['hyperparams_ranges']>
type Name = keyof Ranges

interface Bounds {
  least: number
  most: number
  /** Whole numbers alone. */
  whole?: true
}

const share: Bounds = { least: Number.MIN_VALUE, most: 1 }
const penalty: Bounds = { least: 0, most: Number.MAX_VALUE }

/** Those of `Hyperparams`, which a test compares. */
export const hyperparamBounds: Record<Name, Bounds> = {
  rounds: { least: 1, most: 100_000, whole: true },
  depth: { least: 1, most: 20, whole: true },
  max_leaves: { least: 0, most: 1_000_000, whole: true },
  rate: share,
  lambda: penalty,
  alpha: penalty,
  gamma: penalty,
  min_child_weight: penalty,
  subsample: share,
  column_sample: share,
  column_sample_by_level: share,
  max_bins: { least: 2, most: 256, whole: true },
}

/** Ranges with `int` where only whole numbers make sense. @throws INVALID_PARAM listing each that can't be drawn from */
export function checkRanges(ranges: Ranges): Ranges {
  const faults = names.flatMap((name) => faultsOf(name, ranges[name]))
  if (faults.length > 0) throw invalidParam(faults)
  return Object.fromEntries(
    names.flatMap((name) => {
      const range = ranges[name]
      return range ? [[name, hyperparamBounds[name].whole ? { ...range, int: true } : range]] : []
    }),
  )
}

const names: readonly Name[] = [
  'rounds',
  'depth',
  'max_leaves',
  'rate',
  'lambda',
  'alpha',
  'gamma',
  'min_child_weight',
  'subsample',
  'column_sample',
  'column_sample_by_level',
  'max_bins',
]

function faultsOf(name: Name, range: Ranges[Name]): FieldError[] {
  if (!range) return []
  const { min, max, log, int } = range
  const { least, most, whole } = hyperparamBounds[name]
  const fault = (issue: string) => [{ field: `hyperparams_ranges.${name}`, issue }]
  if (min > max) return fault(`min ${min} is above max ${max}`)
  if (min < least || max > most) {
    const from = least === Number.MIN_VALUE ? 'above 0' : `from ${least}`
    return fault(
      `expected values ${from}${most === Number.MAX_VALUE ? '' : ` up to ${most}`}, got ${min} to ${max}`,
    )
  }
  if (log && min <= 0) return fault(`expected a min above 0 with log, got ${min}`)
  if ((whole || int) && !(Number.isInteger(min) && Number.isInteger(max))) {
    return fault(`expected whole numbers, got ${min} to ${max}`)
  }
  return []
}
