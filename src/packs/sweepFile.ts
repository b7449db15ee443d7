import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type CheckedFile, checkFile, type FileFault, filesAreFaulty } from './faults.ts'
import { hyperparamsSetSchema, type SweepFile, sweepFileSchema } from './schemas/sweepFile.ts'

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
  const { model_id, pack_id, risk_profile, tag, seed, embargo, inner_folds, ticker, build } = checked.value
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
    sweep: { ...variants(axesOf(checked.value)), embargo },
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
    hyperparams_variants: hyperparams && productOf(hyperparams),
    feature_set_variants: features?.map((set) => set ?? []),
  }
}

/** Every combination of the values of names, the last name fastest. */
function productOf(lists: Record<string, readonly unknown[] | undefined>) {
  const sets = Object.entries(lists).reduce<Record<string, unknown>[]>(
    (all, [name, values]) =>
      values ? all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))) : all,
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
    ...tooMany(faultAt, axes?.hyperparams ?? {}),
  ]
}

function differing(faultAt: Faulty, train: EarlierHours, backtest: EarlierHours): FileFault[] {
  const [one, other] = [train, backtest].map((hours) => JSON.stringify(hoursSets(hours)))
  if (one === other) return []
  const issue = 'differs from train.allowed_hours: a variant is trained and traded in the same hours'
  return [faultAt(['backtest', 'allowed_hours'], issue)]
}

const mostSets = 500

function tooMany(faultAt: Faulty, hyperparams: Record<string, readonly unknown[] | undefined>): FileFault[] {
  const sets = Object.values(hyperparams).reduce((product, values) => product * (values?.length ?? 1), 1)
  if (sets <= mostSets) return []
  const issue = `${sets} combinations, expected at most ${mostSets}; leave out some values`
  return [faultAt(['axes', 'hyperparams'], issue)]
}
