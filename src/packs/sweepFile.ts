import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type CheckedFile, checkFile, type FileFault, filesAreFaulty } from './faults.ts'
import {
  hyperparamsRangesSchema,
  hyperparamsSetSchema,
  type SweepFile,
  sweepFileSchema,
} from './schemas/sweepFile.ts'

type Axes = NonNullable<SweepFile['axes']>
type Faulty = (path: readonly PropertyKey[], issue: string) => FileFault

const earlierParts = ['build', 'train', 'backtest', 'ticker'] as const

/**
 * Reads what a sweep goes through from a text of YAML, in Sigma's form or in that of the earlier Makefile, as fields of
 * a request.
 *
 * @param path how the file is called in faults
 * @throws INVALID_PARAM naming file, line and field of every fault
 */
export function readSweepFile(path: string, text: string) {
  const sha256 = createHash('sha256').update(text).digest('hex')
  const checked = checkFile({ path, origin: 'workspace', text, sha256 }, sweepFileSchema)
  if (!checked.value) throw filesAreFaulty(checked.faults)
  const faults = faultsBetween(checked, checked.value)
  if (faults.length > 0) throw filesAreFaulty(faults)
  const { model_id, pack_id, risk_profile, tag, seed, embargo, inner_folds, ticker, build, search } =
    checked.value
  return {
    ...{
      model_id,
      pack_id,
      risk_profile,
      tag,
      seed,
      inner_folds,
      ticker,
      start: build?.start,
      end: build?.end,
    },
    sweep: { ...variants(axesOf(checked.value)), embargo, search },
  }
}

/** The axes under the names of a request. */
function variants({
  thresholds,
  top_pct,
  hours,
  momentum,
  splits,
  calibration,
  hyperparams,
  features,
}: Axes) {
  return {
    thresholds_variants: thresholds,
    top_pct_variants: top_pct,
    hours_variants: hours?.map((set) => set?.join(',') ?? ''),
    momentum_gate_variants: momentum,
    splits_variants: splits,
    calibration_variants: calibration,
    ...(hyperparams && hyperparamsVariants(hyperparams)),
    feature_set_variants: features?.map((set) => set ?? []),
  }
}

type Hyperparams = NonNullable<Axes['hyperparams']>

/** Lists are gone through, ranges are drawn from. */
function hyperparamsVariants(hyperparams: Hyperparams) {
  const lists = listsOf(hyperparams)
  const ranges = Object.entries(hyperparams).filter(([, one]) => !Array.isArray(one))
  return {
    ...(Object.keys(lists).length > 0 && { hyperparams_variants: productOf(lists) }),
    ...(ranges.length > 0 && {
      hyperparams_ranges: hyperparamsRangesSchema.parse(Object.fromEntries(ranges)),
    }),
  }
}

function listsOf(hyperparams: Hyperparams): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    Object.entries(hyperparams).flatMap(([name, one]) => (Array.isArray(one) ? [[name, one]] : [])),
  )
}

/** Every combination of the values of names, the last name fastest. */
function productOf(lists: Record<string, readonly unknown[]>) {
  const sets = Object.entries(lists).reduce<Record<string, unknown>[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  )
  return z.array(hyperparamsSetSchema).parse(sets)
}

function axesOf({ axes = {}, train, backtest }: SweepFile): Axes {
  const hours = backtest?.allowed_hours ?? train?.allowed_hours
  return {
    ...axes,
    ...(backtest?.thresholds && { thresholds: backtest.thresholds }),
    ...(backtest?.top_pct && { top_pct: backtest.top_pct }),
    ...(backtest?.splits && { splits: backtest.splits }),
    ...(train?.calibration && { calibration: train.calibration }),
    ...(hours && { hours: hoursSets(hours) }),
  }
}

type EarlierHours = NonNullable<NonNullable<SweepFile['train']>['allowed_hours']>

/** A list of numbers is one set of them. */
function hoursSets(hours: EarlierHours): (number[] | null)[] {
  const numbers = hours.filter((one) => typeof one === 'number')
  if (numbers.length === hours.length) return [numbers.length === 0 ? null : numbers]
  return hours.flatMap((set) => (typeof set === 'number' ? [] : [set]))
}

/** What no field is to blame for alone. */
function faultsBetween({ faultAt }: CheckedFile<SweepFile>, file: SweepFile): FileFault[] {
  const { axes, build, train, backtest } = file
  return [
    ...(axes ? earlierParts.filter((part) => file[part] !== undefined) : []).map((part) =>
      faultAt([part], 'cannot stand beside axes; write all of it in one of the two forms'),
    ),
    ...(build?.distance_max
      ? [
          faultAt(
            ['build', 'distance_max'],
            'a sweep is of one matrix; build one for each distance with sigma build MODEL --distance-max N, and sweep each with sigma sweep MODEL --matrix SHA',
          ),
        ]
      : []),
    ...(train?.allowed_hours && backtest?.allowed_hours
      ? differing(faultAt, train.allowed_hours, backtest.allowed_hours)
      : []),
    ...hyperparamsFaults(faultAt, file),
  ]
}

function differing(faultAt: Faulty, train: EarlierHours, backtest: EarlierHours): FileFault[] {
  const [one, other] = [train, backtest].map((hours) => JSON.stringify(hoursSets(hours)))
  if (one === other) return []
  const issue = 'differs from train.allowed_hours: a variant is trained and traded in the same hours'
  return [faultAt(['backtest', 'allowed_hours'], issue)]
}

const mostSets = 500

function hyperparamsFaults(faultAt: Faulty, { axes, search }: SweepFile): FileFault[] {
  const hyperparams = axes?.hyperparams ?? {}
  const at = (...names: string[]) => ['axes', 'hyperparams', ...names]
  const sets = Object.values(listsOf(hyperparams)).reduce((product, { length }) => product * length, 1)
  const ranges = Object.entries(hyperparams).filter(([, one]) => one !== undefined && !Array.isArray(one))
  return [
    ...(sets > mostSets
      ? [faultAt(at(), `${sets} combinations, expected at most ${mostSets}; leave out some values`)]
      : []),
    ...(search ? [] : ranges).map(([name]) =>
      faultAt(at(name), 'a range is drawn from, which takes a search: {kind: random, budget: 40}'),
    ),
  ]
}
