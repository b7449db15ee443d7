import { z } from 'zod'
import { closedMap } from '../../yaml/closedMap.ts'

export { closedMap }

export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date such as 2024-12-31')
export const fraction = z.number().min(0, 'expected 0 to 1').max(1, 'expected 0 to 1')
/** The least and the most of something, in this order. */
const rangeOf = (end: z.ZodNumber) =>
  z.tuple([end, end]).refine(([least, most]) => least <= most, 'expected the lower end first')

export const share = z.number().positive('expected above 0 to 1').max(1, 'expected above 0 to 1')
const probability = z.number().gt(0, 'expected above 0').lt(1, 'expected below 1')
export const thresholdRange = rangeOf(probability)
export const shareRange = rangeOf(share)
export const positive = z.number().positive('expected a number above 0')
export const notNegative = z.number().nonnegative('expected 0 or more')
export const count = z.int().positive('expected a whole number from 1')

export const calibration = z.enum(['none', 'sigmoid', 'isotonic'])
export type CalibrationKind = z.infer<typeof calibration>

/** Spellings of the two asset classes. */
export const assetType = z
  .enum(['eq', 'equity', 'equities', 'stock', 'stocks', 'opt', 'option', 'options'])
  .transform((spelling): 'eq' | 'opt' => (spelling.startsWith('opt') ? 'opt' : 'eq'))

export const horizon = z.enum(['0dte', 'intraday', 'swing', 'long'])
export const cadence = z.enum(['5m', '15m', 'hourly', 'daily'])

/** Hours of New York time, as a list or as text such as `13,14,15`; empty means every hour. */
export const hours = z.union([z.string(), z.array(z.int())]).transform((value, context): number[] | null => {
  const list =
    typeof value === 'string'
      ? value
          .split(',')
          .filter((part) => part.trim() !== '')
          .map(Number)
      : value
  if (list.some((hour) => !Number.isInteger(hour) || hour < 0 || hour > 23)) {
    context.addIssue(`expected hours from 0 to 23 such as 13,14,15, got ${JSON.stringify(value)}`)
    return z.NEVER
  }
  return list.length === 0 ? null : list
})

/** Probabilities in rising order, as a list or as text such as `0.55,0.60`. */
export const thresholds = z.union([z.string(), z.array(z.number())]).transform((value, context): number[] => {
  const list =
    typeof value === 'string'
      ? value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
      : value
  if (list.length === 0 || list.some((level) => !(level > 0 && level < 1))) {
    context.addIssue(`expected probabilities between 0 and 1 such as 0.55,0.60, got ${JSON.stringify(value)}`)
    return z.NEVER
  }
  return [...list].sort((a, b) => a - b)
})

/** A map that another part of Sigma reads: label, metadata. */
export const anyMap = z.record(z.string(), z.unknown())

export const wholeUpTo = (least: number, most: number) => {
  const expected = `expected a whole number from ${least} to ${most}`
  return z.int().min(least, expected).max(most, expected)
}

/** Of a feature: the score may only rise with it, only fall, or go both ways. */
const direction = z.int().min(-1, 'expected -1, 0 or 1').max(1, 'expected -1, 0 or 1')

/** The hyperparameters of a model as its file spells them: as XGBoost does. */
export const hyperparams = closedMap({
  n_estimators: wholeUpTo(1, 100_000).optional(),
  max_depth: wholeUpTo(1, 20).optional(),
  max_leaves: wholeUpTo(0, 1_000_000).optional(),
  grow_policy: z.enum(['depthwise', 'lossguide']).optional(),
  learning_rate: share.optional(),
  subsample: share.optional(),
  colsample: share.optional(),
  colsample_bytree: share.optional(),
  colsample_bylevel: share.optional(),
  lambda: notNegative.optional(),
  reg_lambda: notNegative.optional(),
  alpha: notNegative.optional(),
  reg_alpha: notNegative.optional(),
  gamma: notNegative.optional(),
  min_split_loss: notNegative.optional(),
  min_child_weight: notNegative.optional(),
  max_bin: z.int().min(2, 'expected 2 to 256').max(256, 'expected 2 to 256').optional(),
  monotone_constraints: z.record(z.string(), direction).optional(),
  early_stopping_rounds: count.optional(),
  seed: z.int().nonnegative('expected 0 or more').optional(),
  random_state: z.int().nonnegative('expected 0 or more').optional(),
}).refine(({ grow_policy, max_leaves = 0 }) => grow_policy !== 'lossguide' || max_leaves >= 2, {
  path: ['grow_policy'],
  message: 'lossguide needs max_leaves of at least 2',
})
