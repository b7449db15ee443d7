import { checkRanges } from './hyperparamRanges.ts'
import { checkShare, eitherOf, numbers, parseHours, parseThresholds, refuse } from './spellings.ts'
import type { Hyperparams, SweepRequest, SweepVariants } from './types.ts'

/** What a sweep goes through. An absent list was not asked for; `null` hours are all hours. */
export interface Variants {
  thresholds?: number[][]
  hours?: (number[] | null)[]
  topPcts?: number[]
  momentumGates?: boolean[]
  splits?: number
  embargo?: number
  splitsVariants?: number[]
  calibrations?: NonNullable<SweepVariants['calibration_variants']>
  hyperparameterSets?: Hyperparams[]
  /** Null: the features that are used without. */
  featureSets?: (string[] | null)[]
  hyperparameterRanges?: NonNullable<SweepVariants['hyperparams_ranges']>
  search?: NonNullable<SweepVariants['search']>
}

/**
 * The variants of a sweep's request, whether they stand under `sweep` or beside it, in any spelling.
 * Equal variants count once. `allowed_hours` is the one hours set when no sets are given, and refused beside them.
 * @throws INVALID_PARAM when two spellings of a field differ, or a variant cannot be read.
 */
export function parseVariants(request: SweepRequest): Variants {
  const nested = request.sweep ?? {}
  refuseEmpty(nested)
  refuseEmpty(request)
  const thresholds = thresholdSets(nested, request)
  const hours = hoursSets(nested, request)
  const topPcts = either(nested, request, 'top_pct_variants')
  const momentumGates = either(nested, request, 'momentum_gate_variants')
  const splits = either(nested, request, 'splits')
  const embargo = either(nested, request, 'embargo')
  return {
    ...(thresholds && { thresholds }),
    ...(hours && { hours }),
    ...(topPcts && { topPcts: distinct(topPcts.flatMap(shares)) }),
    ...(momentumGates && { momentumGates: distinct(momentumGates) }),
    ...(splits !== undefined && { splits }),
    ...(embargo !== undefined && { embargo }),
    ...fitVariants(nested, request),
    ...searched(nested, request),
  }
}

/** What is drawn, and how. @throws INVALID_PARAM for a range outside of what its name may be, or without a search */
function searched(
  nested: SweepVariants,
  request: SweepRequest,
): Pick<Variants, 'hyperparameterRanges' | 'search'> {
  const hyperparameterRanges = either(nested, request, 'hyperparams_ranges')
  const search = either(nested, request, 'search')
  if (hyperparameterRanges && !search)
    throw refuse('hyperparams_ranges', 'is used with search only, which is not given')
  if (search?.kind === 'random' && search.eta !== undefined) {
    throw refuse('search.eta', 'is used with kind halving only')
  }
  return {
    ...(hyperparameterRanges && { hyperparameterRanges: checkRanges(hyperparameterRanges) }),
    ...(search && { search }),
  }
}

/** Variants that take fits of their own. */
function fitVariants(nested: SweepVariants, request: SweepRequest): Partial<Variants> {
  const splits = either(nested, request, 'splits_variants')
  const calibrations = either(nested, request, 'calibration_variants')
  const hyperparams = either(nested, request, 'hyperparams_variants')
  const features = either(nested, request, 'feature_set_variants')
  return {
    ...(splits && { splitsVariants: distinct(splits) }),
    ...(calibrations && { calibrations: distinct(calibrations) }),
    ...(hyperparams && { hyperparameterSets: distinct(hyperparams) }),
    ...(features && { featureSets: distinct(features).map((set) => (set.length === 0 ? null : set)) }),
  }
}

/** Thresholds may be none where there are shares; of every other axis a variant takes one. */
const axes = [
  'hours_variants',
  'allowed_hours_variants',
  'momentum_gate_variants',
  'splits_variants',
  'calibration_variants',
  'hyperparams_variants',
  'feature_set_variants',
] as const

function refuseEmpty(given: SweepVariants): void {
  const name = axes.find((axis) => given[axis]?.length === 0)
  if (name !== undefined) throw refuse(name, 'is empty, which leaves no variant; leave it out instead')
}

function thresholdSets(nested: SweepVariants, flat: SweepVariants): number[][] | undefined {
  const sets = eitherSpelling(nested, flat, 'thresholds_variants', 'threshold_variants')
  return (
    sets &&
    distinct(
      sets.map((set, index) => {
        const field = `thresholds_variants[${index}]`
        const thresholds = parseThresholds(set, field)
        if (!thresholds) throw refuse(field, 'expected at least one threshold, got none')
        return thresholds
      }),
    )
  )
}

function hoursSets(nested: SweepVariants, request: SweepRequest): (number[] | null)[] | undefined {
  const sets = eitherSpelling(nested, request, 'hours_variants', 'allowed_hours_variants')
  if (sets) {
    if (request.allowed_hours != null) {
      throw refuse('allowed_hours', 'cannot stand beside hours_variants; give one of them')
    }
    return distinct(sets.map((set, index) => parseHours(set, `hours_variants[${index}]`) ?? null))
  }
  const single = parseHours(request.allowed_hours)
  return single === undefined ? undefined : [single]
}

function shares(variant: string | number | number[], index: number): number[] {
  const field = `top_pct_variants[${index}]`
  return numbers(variant, field).map((share) => checkShare(share, field))
}

function either<Name extends keyof SweepVariants>(nested: SweepVariants, flat: SweepVariants, name: Name) {
  return eitherOf(`sweep.${name}`, nested[name], name, flat[name])
}

function eitherSpelling<First extends keyof SweepVariants, Second extends keyof SweepVariants>(
  nested: SweepVariants,
  flat: SweepVariants,
  first: First,
  second: Second,
) {
  return eitherOf<SweepVariants[First] | SweepVariants[Second]>(
    first,
    either(nested, flat, first),
    second,
    either(nested, flat, second),
  )
}

function distinct<T>(values: readonly T[]): T[] {
  const seen = new Map(values.map((value) => [JSON.stringify(value), value]))
  return [...seen.values()]
}
