import { z } from 'zod'

/** How a run fits, as it is kept. */
export const fitSchema = z.object({
  splits: z.number(),
  cpcv: z.object({ folds: z.number(), testFolds: z.number() }).optional(),
  embargo: z.number(),
  mode: z.string(),
  innerFolds: z.number(),
  calibration: z.string(),
  booster: z.record(z.string(), z.unknown()),
  earlyStopping: z.object({ rounds: z.number() }).nullable(),
  seed: z.number(),
  features: z.array(z.string()).nullable(),
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

/** A trial as runs and sweeps keep it. */
export const trialSchema = z.object({
  config: fitSchema,
  selection: selectionSchema,
  execution: executionSchema,
})

/** The data that a run was asked for with; absent where it is the model's own. */
export const dataSchema = z
  .object({
    csv: z.string().optional(),
    columns: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
    horizon: z.number().optional(),
    periods_per_year: z.number().optional(),
  })
  .optional()

export type Fit = z.infer<typeof fitSchema>
export type KeptExecution = z.infer<typeof executionSchema>
export type Data = z.infer<typeof dataSchema>
