import { z } from 'zod'
import type { BacktestConfig } from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import { plainConfig, type Trial } from './backtestRequest.ts'

// A trial as runs and sweeps keep it. Optional settings are left out where they are at their defaults.

const hours = z.array(z.number()).nullable()

const booster = z.strictObject({
  rounds: z.number().exactOptional(),
  depth: z.number().exactOptional(),
  maxLeaves: z.number().exactOptional(),
  growth: z.enum(['depth', 'leaf']).exactOptional(),
  rate: z.number().exactOptional(),
  lambda: z.number().exactOptional(),
  alpha: z.number().exactOptional(),
  gamma: z.number().exactOptional(),
  minChildWeight: z.number().exactOptional(),
  subsample: z.number().exactOptional(),
  columnSample: z.number().exactOptional(),
  columnSampleByLevel: z.number().exactOptional(),
  maxBins: z.number().exactOptional(),
  monotone: z
    .array(z.number())
    .transform((directions) => Int8Array.from(directions))
    .exactOptional(),
})

const config = z.strictObject({
  splits: z.number(),
  embargo: z.number(),
  mode: z.enum(['expanding', 'rolling']),
  cpcv: z.strictObject({ folds: z.number(), testFolds: z.number() }).exactOptional(),
  innerFolds: z.number(),
  calibration: z.enum(['none', 'sigmoid', 'isotonic']),
  classTarget: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('sign') }),
    z.strictObject({ kind: z.literal('k_sigma'), k: z.number() }),
    z.strictObject({ kind: z.literal('fixed_bp'), bp: z.number() }),
  ]),
  booster,
  earlyStopping: z.strictObject({ rounds: z.number(), share: z.number() }).nullable(),
  seed: z.number(),
  features: z.array(z.string()).nullable(),
  preprocessing: z
    .strictObject({ scaling: z.enum(['none', 'robust']), oneHot: z.array(z.string()) })
    .exactOptional(),
  hours,
})

const selection = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('thresholds'),
    thresholds: z.array(z.number()),
    perHour: z.enum(['sharpe', 'cum_ret', 'trades']).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('top_pct'), topPct: z.number() }),
])

const execution = z.strictObject({
  entry: z.enum(['next_open', 'session_close']),
  slippageBps: z.number(),
  commissionBps: z.number(),
  sizeByConfidence: z.boolean(),
  confidenceCap: z.number(),
  momentumGate: z.boolean(),
  momentumMin: z.number(),
  momentumColumn: z.string(),
  longOnly: z.boolean(),
  brackets: z
    .strictObject({
      atrPeriod: z.number(),
      stopMultiple: z.number(),
      targetMultiple: z.number(),
      timeStopMinutes: z.number().nullable(),
    })
    .exactOptional(),
  options: z
    .strictObject({
      riskPerTrade: z.number(),
      minOpenInterest: z.number(),
      minVolatility: z.number().nullable(),
      commissionPerContract: z.number(),
    })
    .exactOptional(),
  portfolio: z
    .strictObject({ allocation: z.enum(['equal', 'inverse_vol']), maxExposure: z.number() })
    .exactOptional(),
})

const trial = z.strictObject({ config, selection, execution })

/** How a run fits, as it is kept. */
export const storedConfigSchema = config

/** A trial as JSON, which `readTrial` makes it of again. */
export function storedTrial({ config: fit, ...rest }: Trial): object {
  return { config: plainConfig(fit), ...rest }
}

/** The trial of a run, of what is kept with it. @throws as `readTrial` */
export function trialOfRun({ params }: { params: Record<string, unknown> }): Trial {
  return readTrial({ config: params.config, selection: params.selection, execution: params.execution })
}

/** @throws INVALID_PARAM for what no version of Sigma so far has stored: one that is newer has */
export function readTrial(stored: unknown): Trial {
  return checked(trial.safeParse(stored))
}

function checked<T>(read: z.ZodSafeParseResult<T>): T {
  if (read.success) return read.data
  const faults = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), issue: message }))
  throw invalidParam(faults, { next: 'use the version of Sigma that stored it, or a later one' })
}

/** The settings of a fit, of what `plainConfig` made of them. @throws INVALID_PARAM as `readTrial` */
export function readConfig(stored: unknown): BacktestConfig {
  return checked(config.safeParse(stored))
}
