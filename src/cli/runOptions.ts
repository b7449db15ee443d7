import { type Command, InvalidArgumentError, Option } from 'commander'
import type { BacktestRequest, ColumnMap } from '../contract/types.ts'
import { invalidParam } from '../core/errors.ts'
import type { CliContext } from './context.ts'
import { date, number, positive, whole } from './globals.ts'
import { type TreeOptions, treeFields, treeOptions } from './treeOptions.ts'
import { requestPath } from './workspacePath.ts'

/** Options that name what a run is about: a model, or a file. */
export interface SubjectOptions {
  model?: string
  pack?: string
  csv?: string
  features?: string[]
  exclude?: string[]
  time?: string
  ticker?: string
  target?: string
  return?: string
  weights?: string
  horizon?: number
  periodsPerYear?: number
}

export interface WindowOptions {
  start?: string
  end?: string
}

/** Options of a fit. */
export interface FitOptions extends TreeOptions {
  seed?: number
  calibration?: 'none' | 'sigmoid' | 'isotonic'
  hours?: string
}

/** Options of how folds are cut. */
export interface FoldOptions {
  splits?: number
  embargo?: number
  cv?: 'walk_forward' | 'cpcv'
  cpcvGroups?: number
  cpcvTestGroups?: number
  rolling?: boolean
  innerFolds?: number
}

/** Options of how signals become trades. */
export interface ExecutionOptions {
  slippageBps?: number
  commissionBps?: number
  sizeByConf?: boolean
  confCap?: number
  allocation?: 'equal' | 'inverse_vol'
  maxExposure?: number
  momentumGate?: boolean
  momentumMin?: number
  momentumColumn?: string
}

/** Options of where positions leave before their horizon. */
export interface BracketOptions {
  brackets?: boolean
  atrPeriod?: number
  atrMultStop?: number
  atrMultTarget?: number
  timeStopMinutes?: number
  minRr?: number
}

/** Options of every run that is kept. */
export interface RunOptions {
  risk?: string
  tag?: string
  force?: boolean
  matrix?: string
  threads?: number
  detach?: boolean
}

/** Comma-separated names, for an option. */
export function names(text: string): string[] {
  const found = text.split(',').map((name) => name.trim())
  if (found.includes('')) throw new InvalidArgumentError(`expected names separated by commas, got "${text}"`)
  return found
}

/** Comma-separated numbers, for an option. */
export function numbers(text: string): number[] {
  return text.split(',').map((part) => number(part.trim()))
}

/** Sets of numbers: separated by semicolons, or the option repeated. */
export function numberSets(text: string, earlier: number[][] = []): number[][] {
  return [...earlier, ...text.split(';').map(numbers)]
}

export function modelOptions(command: Command): Command {
  return command
    .argument('[model]', 'model to use')
    .option('--model <id>', 'the same, as an option')
    .option('--pack <id>', 'pack of the model, where more than one has it')
}

/** The options of a file without a pack. */
export function csvOptions(command: Command, { periods = false }: { periods?: boolean } = {}): Command {
  command
    .option('--csv <file>', 'a CSV or Parquet file instead of a model: numeric columns are features')
    .option('--features <names>', 'only these columns are features', names)
    .option('--exclude <names>', 'columns that are no features', names)
    .option('--time <column>', 'column of the decision time (default: date or ts)')
    .option('--ticker <column>', 'column of the ticker, for a file of several (default: ticker or symbol)')
    .option('--target <column>', 'column of the class to learn')
    .option('--return <column>', 'column of the forward return (default: ret_fwd)')
    .option('--weights <column>', 'column of how much each row counts in a fit (default: all alike)')
    .option('--horizon <bars>', 'bars that the forward return spans (default: 1)', whole(1))
  return periods
    ? command.option('--periods-per-year <n>', 'bars in a year (default: from the dates)', positive)
    : command
}

export function windowOptions(command: Command): Command {
  return command
    .option('--start <date>', 'first day, YYYY-MM-DD', date)
    .option('--end <date>', 'last day, YYYY-MM-DD', date)
}

export function fitOptions(command: Command): Command {
  return treeOptions(command)
    .option('--seed <n>', 'seed of everything random', whole(0))
    .addOption(
      new Option('--calibration <kind>', 'calibration of the scores').choices([
        'none',
        'sigmoid',
        'isotonic',
      ]),
    )
}

export function hoursOption(command: Command): Command {
  return command.option('--hours <list>', 'only decisions in these hours of the exchange; all for every hour')
}

export function matrixOption(command: Command): Command {
  return command.option('--matrix <sha>', "stored matrix to use (default: the model's latest)")
}

export function foldOptions(command: Command): Command {
  return command
    .option('--splits <n>', 'test folds (default: 5)', whole(1))
    .option('--embargo <share>', 'share of the decisions left out before a test fold (default: 0)', number)
    .addOption(
      new Option('--cv <scheme>', 'how folds are cut (default: walk_forward)').choices([
        'walk_forward',
        'cpcv',
      ]),
    )
    .option('--cpcv-groups <n>', 'with --cv cpcv: folds that the sample is cut into (default: 6)', whole(3))
    .option(
      '--cpcv-test-groups <n>',
      'with --cv cpcv: how many of them are tested together (default: 2)',
      whole(1),
    )
    .option('--rolling', 'train on a window of equal length instead of on all before')
    .option('--inner-folds <n>', 'folds that thresholds are chosen on (default: 5)', whole(2))
}

export function executionOptions(command: Command, { gate = true }: { gate?: boolean } = {}): Command {
  command
    .option('--slippage-bps <bps>', 'slippage of each change of position, a side', number)
    .option('--commission-bps <bps>', 'commission of each change of position, a side', number)
    .option('--size-by-conf', 'size positions by confidence')
    .option('--no-size-by-conf', 'equal positions')
    .option('--conf-cap <share>', 'largest position when sized by confidence', number)
    .addOption(
      new Option('--allocation <kind>', 'how several tickers share the capital (default: equal)').choices([
        'equal',
        'inverse_vol',
      ]),
    )
    .option(
      '--max-exposure <share>',
      'of several tickers: most of the capital that is held at once',
      positive,
    )
  if (gate) {
    command
      .option('--momentum-gate', 'hold nothing while the momentum is below --momentum-min')
      .option('--no-momentum-gate', 'trade whatever the momentum')
  }
  return command
    .option('--momentum-min <number>', 'momentum that the gate asks for', number)
    .option('--momentum-column <name>', 'column that the gate reads')
}

export function bracketOptions(command: Command): Command {
  return command
    .option(
      '--brackets',
      "leave at the policy's ATR stop, target and time stop; an option below replaces one value",
    )
    .option('--atr-period <bars>', 'bars of the average true range', whole(1))
    .option('--atr-mult-stop <n>', 'distance of the stop from the entry, in average true ranges', positive)
    .option('--atr-mult-target <n>', 'distance of the target, in average true ranges', positive)
    .option(
      '--time-stop-minutes <n>',
      'minutes of trading until it leaves, 390 a day; 0 for no time stop',
      number,
    )
    .option('--min-rr <n>', 'least distance of the target in distances of the stop', number)
}

export function runOptions(command: Command): Command {
  return command
    .option('--risk <profile>', 'risk profile: conservative, balanced or aggressive')
    .option('--tag <text>', 'a word to find the run by')
    .option('--force', 'run again although an equal run is stored')
    .option('--threads <n>', 'worker threads (default: the cores)', whole(1))
    .option('--detach', 'start it on the running server and return at once')
}

/** The fields of a request that name its subject. Faults when there is neither model nor file. */
export function subjectFields(context: CliContext, argument: string | undefined, options: SubjectOptions) {
  const model = oneModel(argument, options.model)
  const { csv, pack, horizon } = options
  if (model === undefined && csv === undefined) {
    throw invalidParam([{ field: 'MODEL', issue: 'is missing' }], {
      next: 'name a model (sigma models lists them), or a file with --csv',
    })
  }
  return {
    model_id: model,
    pack_id: pack,
    csv: csv === undefined ? undefined : requestPath(context.workspace, csv),
    columns: columnMap(options),
    horizon,
  }
}

/** The model that a command works on. Faults when it is not named. */
export function requiredModel(argument: string | undefined, { model }: { model?: string }): string {
  const named = oneModel(argument, model)
  if (named !== undefined) return named
  throw invalidParam([{ field: 'MODEL', issue: 'is missing' }], { next: 'sigma models lists the models' })
}

function oneModel(argument: string | undefined, option: string | undefined): string | undefined {
  if (argument === undefined || option === undefined || argument === option) return argument ?? option
  throw invalidParam([{ field: '--model', issue: `names ${option}, the argument names ${argument}` }], {
    next: 'name one model',
  })
}

function columnMap({
  time,
  ticker,
  target,
  return: returns,
  weights,
  features,
  exclude,
}: SubjectOptions): ColumnMap | undefined {
  const columns = { time, ticker, target, return: returns, weights, features, exclude }
  return Object.values(columns).some((value) => value !== undefined) ? columns : undefined
}

export function fitFields(options: FitOptions) {
  const { seed, calibration } = options
  return { hyperparams: treeFields(options), seed, calibration }
}

/** `--hours all` is every hour, which requests write as an empty text. */
export function hoursField(hours: string | undefined): string | undefined {
  return hours === 'all' ? '' : hours
}

export function foldFields(options: FoldOptions) {
  const { splits, embargo, cv, rolling, innerFolds, cpcvGroups, cpcvTestGroups } = options
  return {
    splits,
    embargo,
    cv,
    rolling,
    inner_folds: innerFolds,
    cpcv_groups: cpcvGroups,
    cpcv_test_groups: cpcvTestGroups,
  }
}

export function executionFields(options: ExecutionOptions) {
  return {
    slippage_bps: options.slippageBps,
    commission_bps: options.commissionBps,
    size_by_conf: options.sizeByConf,
    conf_cap: options.confCap,
    allocation: options.allocation,
    max_exposure: options.maxExposure,
    momentum_gate: options.momentumGate,
    momentum_min: options.momentumMin,
    momentum_column: options.momentumColumn,
  }
}

/** Any of the values asks for brackets. */
export function bracketFields({ brackets, ...options }: BracketOptions): Pick<BacktestRequest, 'brackets'> {
  const values = {
    atr_period: options.atrPeriod,
    atr_mult_stop: options.atrMultStop,
    atr_mult_target: options.atrMultTarget,
    time_stop_minutes: options.timeStopMinutes,
    min_rr: options.minRr,
  }
  const isGiven = Object.values(values).some((value) => value !== undefined)
  return { brackets: isGiven ? values : brackets }
}

export function runFields({ risk, tag, force, matrix }: RunOptions) {
  return { risk_profile: risk, tag, force, matrix_sha: matrix }
}
