import { z } from 'zod'
import type { Execution, BacktestConfig as Fit } from '../core/backtest/index.ts'
import type { Backtest, Sweep, Training } from './runs.ts'
import type { StoredData } from './storedRequest.ts'

/** A word of a command line, not quoted yet. */
export type Word = string | number

/** What the run was about: a stored matrix of its model, or a file with its columns. */
export function subject(run: Backtest | Sweep | Training, data: StoredData): Word[] {
  const { csv, columns = {}, horizon, periods_per_year: periods } = data ?? {}
  const yearly = periods === undefined ? [] : ['--periods-per-year', periods]
  const matrix = run.lineage?.matrix_sha
  if (csv === undefined) {
    const stored = typeof matrix === 'string' ? ['--matrix', matrix] : []
    return [run.modelId, '--pack', run.packId, ...stored, ...yearly]
  }
  const named = columnNames.flatMap((name) => {
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

const columnNames = ['time', 'ticker', 'target', 'return', 'weights', 'features', 'exclude'] as const

/** How folds were cut. */
export function folds({ splits, cpcv, embargo, mode, innerFolds }: Fit): Word[] {
  const outer = cpcv
    ? ['--cv', 'cpcv', '--cpcv-groups', cpcv.folds, '--cpcv-test-groups', cpcv.testFolds]
    : ['--splits', splits, ...(mode === 'rolling' ? ['--rolling'] : [])]
  return [...outer, '--embargo', embargo, '--inner-folds', innerFolds]
}

const boosterFlags = [
  ['rounds', '--rounds'],
  ['depth', '--depth'],
  ['maxLeaves', '--max-leaves'],
  ['growth', '--growth'],
  ['rate', '--rate'],
  ['lambda', '--lambda'],
  ['alpha', '--alpha'],
  ['gamma', '--gamma'],
  ['minChildWeight', '--min-child-weight'],
  ['subsample', '--subsample'],
  ['columnSample', '--column-sample'],
  ['columnSampleByLevel', '--column-sample-by-level'],
  ['maxBins', '--max-bins'],
] as const

const monotoneSchema = z.object({
  hyperparams: z.object({ monotone: z.record(z.string(), z.number()).optional() }).optional(),
})

/**
 * How models were fitted.
 *
 * @param tuple has the directions by the name of the feature, which a config has by its place
 */
export function fitWords(
  { booster, earlyStopping, calibration, seed }: Fit,
  tuple: object | undefined,
): Word[] {
  const set = boosterFlags.flatMap(([name, flag]): Word[] => {
    const value = booster[name]
    return value === undefined ? [] : [flag, value]
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
export function directions({ booster }: Fit, features: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...(booster.monotone ?? [])].flatMap((direction, place) =>
      direction === 0 ? [] : [[features[place], direction]],
    ),
  )
}

/** Whether the request said which hours to use, be it all: a model, policy or profile may have others. */
export function namesHours(run: Pick<Backtest, 'params'> | undefined): boolean {
  return run?.params.hours_from === 'request'
}

/** With more than a bar a day, every hour must be said: a model may have hours of its own. */
export function hours(config: Fit, run: Backtest): Word[] {
  if (config.hours) return ['--hours', config.hours.join(',')]
  if (namesHours(run)) return ['--hours', 'all']
  const { metrics } = run
  const perYear = metrics?.periods_per_year
  return typeof perYear === 'number' && perYear > 366 ? ['--hours', 'all'] : []
}

/** How signals became trades; the momentum gate where it is given. */
export function trading(execution: Omit<Execution, 'momentumGate'> & { momentumGate?: unknown }): Word[] {
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
    ...optionWords(execution),
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

/** What the run is kept under. */
export function kept({ lineage, tag }: Backtest | Sweep | Training): Word[] {
  const profile = lineage?.risk_profile
  return [
    ...(typeof profile === 'string' ? ['--risk', profile] : []),
    ...(tag === null ? [] : ['--tag', tag]),
  ]
}

/** As a POSIX shell takes it as one word. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
