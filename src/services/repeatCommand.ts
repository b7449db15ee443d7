import { z } from 'zod'
import type { Backtest, Sweep, Training } from './runs.ts'

const fitSchema = z.object({
  splits: z.number(),
  cpcv: z.object({ folds: z.number(), testFolds: z.number() }).optional(),
  embargo: z.number(),
  mode: z.string(),
  innerFolds: z.number(),
  calibration: z.string(),
  booster: z.record(z.string(), z.unknown()),
  earlyStopping: z.object({ rounds: z.number() }).nullable(),
  seed: z.number(),
  hours: z.array(z.number()).nullable(),
})

const executionSchema = z.object({
  slippageBps: z.number(),
  commissionBps: z.number(),
  sizeByConfidence: z.boolean(),
  confidenceCap: z.number(),
  momentumGate: z.boolean(),
  momentumMin: z.number(),
  momentumColumn: z.string(),
  longOnly: z.boolean(),
  brackets: z
    .object({
      atrPeriod: z.number(),
      stopMultiple: z.number(),
      targetMultiple: z.number(),
      timeStopMinutes: z.number().nullable(),
    })
    .optional(),
  options: z
    .object({
      riskPerTrade: z.number(),
      minOpenInterest: z.number(),
      minVolatility: z.number().nullable(),
      commissionPerContract: z.number(),
    })
    .optional(),
  portfolio: z.object({ allocation: z.string(), maxExposure: z.number() }).optional(),
})

const selectionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('thresholds'),
    thresholds: z.array(z.number()),
    perHour: z.string().optional(),
  }),
  z.object({ kind: z.literal('top_pct'), topPct: z.number() }),
])

const trialSchema = z.object({ config: fitSchema, selection: selectionSchema, execution: executionSchema })

const dataSchema = z
  .object({
    csv: z.string().optional(),
    columns: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
    horizon: z.number().optional(),
    periods_per_year: z.number().optional(),
  })
  .optional()

type Fit = z.infer<typeof fitSchema>
type Execution = z.infer<typeof executionSchema>
type Data = z.infer<typeof dataSchema>

/** A command that repeats a run, and what it cannot say. */
export interface RepeatCommand {
  line: string
  notes: string[]
}

/** Every setting of the run is written out, so that the command stays the same when packs and policies change. */
export function repeatBacktest(run: Backtest): RepeatCommand {
  const { config, selection, execution } = trialSchema.parse(run.params)
  const data = dataSchema.parse(run.params.data)
  const chosen =
    selection.kind === 'thresholds'
      ? ['--thresholds', selection.thresholds.join(','), ...byHour(selection.perHour)]
      : ['--top-pct', selection.topPct]
  return command(
    ['sigma', 'backtest', ...subject(run, data)],
    [
      ...chosen,
      ...folds(config),
      ...fitWords(config, run.config),
      ...hours(config, run),
      ...trading(execution),
      ...optionWords(execution),
      ...(run.metrics?.audit ? ['--audit'] : []),
      ...kept(run),
    ],
    data,
  )
}

/** The measure is named where it is not the usual one. */
function byHour(measure: string | undefined): Word[] {
  if (measure === undefined) return []
  return ['--per-hour-thresholds', ...(measure === 'sharpe' ? [] : ['--per-hour-select-by', measure])]
}

/** @param variants the runs of the sweep that are done */
export function repeatSweep(sweep: Sweep, variants: readonly Backtest[]): RepeatCommand {
  const trials = z.array(trialSchema).min(1).parse(sweep.spec.trials)
  const data = dataSchema.parse(variants.at(0)?.params.data)
  const [{ config, execution }] = trials
  const thresholds = distinct(
    trials.flatMap(({ selection }) =>
      selection.kind === 'thresholds' ? [selection.thresholds.join(',')] : [],
    ),
  )
  const shares = distinct(
    trials.flatMap(({ selection }) => (selection.kind === 'top_pct' ? [String(selection.topPct)] : [])),
  )
  const hourSets = distinct(trials.map((trial) => trial.config.hours?.join(',') ?? 'all'))
  const gates = distinct(trials.map((trial) => (trial.execution.momentumGate ? 'on' : 'off')))
  const { momentumGate: _, ...withoutGate } = execution
  return command(
    ['sigma', 'sweep', ...subject(sweep, data)],
    [
      ...(thresholds.length > 0 ? ['--thresholds', thresholds.join(';')] : []),
      ...(shares.length > 0 ? ['--top-pcts', shares.join(',')] : []),
      ...(hourSets.join() === 'all' && !namesHours(variants.at(0))
        ? []
        : ['--hours-sets', hourSets.join(';')]),
      '--momentum',
      gates.length > 1 ? 'both' : gates[0],
      ...folds(config),
      ...fitWords(config, variants.at(0)?.config),
      ...trading(withoutGate),
      ...kept(sweep),
    ],
    data,
  )
}

export function repeatTraining(run: Training): RepeatCommand {
  const config = fitSchema.parse(run.config)
  const data = dataSchema.parse(run.params.data)
  const { objective, inner_folds: inner } = run.params
  return command(
    ['sigma', 'train', ...subject(run, data)],
    [
      ...fitWords(config, { hyperparams: { monotone: directions(config, run.features ?? []) } }),
      ...(config.hours ? ['--hours', config.hours.join(',')] : namesHours(run) ? ['--hours', 'all'] : []),
      ...(objective === 'squared' ? ['--objective', 'squared'] : []),
      ...(typeof inner === 'number' ? ['--inner-folds', inner] : []),
      ...kept(run),
    ],
    data,
  )
}

type Word = string | number

function command(start: Word[], options: Word[], data: Data): RepeatCommand {
  const notes = [
    ...(data?.csv === undefined
      ? []
      : ['Run it in the folder of the workspace: the path of the file starts there.']),
    ...(data?.columns?.close === undefined
      ? []
      : [`The request named the close column ${String(data.columns.close)}, which only the API takes.`]),
  ]
  return { line: [...start, ...options].map((word) => quoted(String(word))).join(' '), notes }
}

function subject(run: Backtest | Sweep | Training, data: Data): Word[] {
  const { csv, columns = {}, horizon, periods_per_year: periods } = data ?? {}
  const yearly = periods === undefined ? [] : ['--periods-per-year', periods]
  const matrix = run.lineage?.matrix_sha
  if (csv === undefined) {
    const stored = typeof matrix === 'string' ? ['--matrix', matrix] : []
    return [run.modelId, '--pack', run.packId, ...stored, ...yearly]
  }
  const named = ['time', 'ticker', 'target', 'return', 'weights', 'features', 'exclude'].flatMap((name) => {
    const value = columns[name]
    return value === undefined ? [] : [`--${name}`, [value].flat().join(',')]
  })
  return [
    '--csv',
    csv,
    '--pack',
    run.packId,
    ...named,
    ...(horizon === undefined ? [] : ['--horizon', horizon]),
    ...yearly,
  ]
}

function folds({ splits, cpcv, embargo, mode, innerFolds }: Fit): Word[] {
  const outer = cpcv
    ? ['--cv', 'cpcv', '--cpcv-groups', cpcv.folds, '--cpcv-test-groups', cpcv.testFolds]
    : ['--splits', splits, ...(mode === 'rolling' ? ['--rolling'] : [])]
  return [...outer, '--embargo', embargo, '--inner-folds', innerFolds]
}

const boosterFlags: Record<string, string> = {
  rounds: '--rounds',
  depth: '--depth',
  maxLeaves: '--max-leaves',
  growth: '--growth',
  rate: '--rate',
  lambda: '--lambda',
  alpha: '--alpha',
  gamma: '--gamma',
  minChildWeight: '--min-child-weight',
  subsample: '--subsample',
  columnSample: '--column-sample',
  columnSampleByLevel: '--column-sample-by-level',
  maxBins: '--max-bins',
}

const monotoneSchema = z.object({
  hyperparams: z.object({ monotone: z.record(z.string(), z.number()).optional() }).optional(),
})

function fitWords({ booster, earlyStopping, calibration, seed }: Fit, tuple: object | undefined): Word[] {
  const set = Object.entries(boosterFlags).flatMap(([name, flag]): Word[] => {
    const value = booster[name]
    return typeof value === 'number' || typeof value === 'string' ? [flag, value] : []
  })
  const { monotone = {} } = monotoneSchema.parse(tuple ?? {}).hyperparams ?? {}
  const rising = Object.entries(monotone).map(([name, direction]) => `${name}=${direction}`)
  return [
    ...set,
    ...(earlyStopping ? ['--early-stopping', earlyStopping.rounds] : ['--no-early-stopping']),
    ...(rising.length > 0 ? ['--monotone', rising.join(',')] : []),
    '--calibration',
    calibration,
    '--seed',
    seed,
  ]
}

/** Directions by the name of the feature, in whose order a config has them. */
function directions({ booster }: Fit, features: readonly string[]): Record<string, number> {
  const list = z.array(z.number()).optional().parse(booster.monotone) ?? []
  return Object.fromEntries(
    list.flatMap((direction, place) => (direction === 0 ? [] : [[features[place], direction]])),
  )
}

/** Whether the request said which hours to use, be it all: a model, policy or profile may have others. */
function namesHours(run: Pick<Backtest, 'params'> | undefined): boolean {
  return run?.params.hours_from === 'request'
}

/** With more than a bar a day, every hour must be said: a model may have hours of its own. */
function hours(config: Fit, run: Backtest): Word[] {
  if (config.hours) return ['--hours', config.hours.join(',')]
  if (namesHours(run)) return ['--hours', 'all']
  const { metrics } = run
  const perYear = metrics?.periods_per_year
  return typeof perYear === 'number' && perYear > 366 ? ['--hours', 'all'] : []
}

function trading(execution: Omit<Execution, 'momentumGate'> & { momentumGate?: unknown }): Word[] {
  const { slippageBps, commissionBps, sizeByConfidence, confidenceCap, longOnly } = execution
  const { momentumGate, momentumMin, momentumColumn, portfolio } = execution
  return [
    '--slippage-bps',
    slippageBps,
    '--commission-bps',
    commissionBps,
    ...(sizeByConfidence ? ['--size-by-conf', '--conf-cap', confidenceCap] : ['--no-size-by-conf']),
    ...(momentumGate === undefined ? [] : [momentumGate ? '--momentum-gate' : '--no-momentum-gate']),
    ...(momentumGate === false ? [] : ['--momentum-min', momentumMin, '--momentum-column', momentumColumn]),
    ...(portfolio ? ['--allocation', portfolio.allocation, '--max-exposure', portfolio.maxExposure] : []),
    ...(longOnly ? ['--long-only'] : []),
    ...bracketWords(execution),
  ]
}

/** What the target promises was checked when the run was asked for. */
function bracketWords({ brackets }: Pick<Execution, 'brackets'>): Word[] {
  if (!brackets) return []
  const { atrPeriod, stopMultiple, targetMultiple, timeStopMinutes } = brackets
  return [
    ...['--atr-period', atrPeriod, '--atr-mult-stop', stopMultiple, '--atr-mult-target', targetMultiple],
    ...['--time-stop-minutes', timeStopMinutes ?? 0, '--min-rr', 0],
  ]
}

/** Which contracts are picked stands in the matrix. */
function optionWords({ options }: Pick<Execution, 'options'>): Word[] {
  if (!options) return []
  const { riskPerTrade, minOpenInterest, minVolatility, commissionPerContract } = options
  return [
    ...['--risk-per-trade', riskPerTrade, '--min-oi', minOpenInterest, '--min-vol', minVolatility ?? 0],
    ...['--contract-commission', commissionPerContract],
  ]
}

function kept({ lineage, tag }: Backtest | Sweep | Training): Word[] {
  const profile = lineage?.risk_profile
  return [
    ...(typeof profile === 'string' ? ['--risk', profile] : []),
    ...(tag === null ? [] : ['--tag', tag]),
  ]
}

/** As a POSIX shell takes it as one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)]
