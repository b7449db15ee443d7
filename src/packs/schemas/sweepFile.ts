import { z } from 'zod'
import {
  anyMap,
  calibration,
  closedMap,
  count,
  date,
  hours,
  notNegative,
  share,
  thresholds,
  wholeUpTo,
} from './parts.ts'

/** A list of what is tried, each a run or more. */
const list = <Item extends z.ZodType>(item: Item) => z.array(item).min(1, 'expected at least one').max(500)

const every = z.literal('all').transform(() => null)
const hoursSet = z.union([every, hours], 'expected hours from 0 to 23 separated by commas, or all')
const splits = wholeUpTo(1, 100)

/** What a hyperparameter may be, under the names of `sigma sweep --help`. */
const hyperparameter = {
  rounds: wholeUpTo(1, 100_000),
  depth: wholeUpTo(1, 20),
  max_leaves: wholeUpTo(0, 1_000_000),
  growth: z.enum(['depth', 'leaf']),
  rate: share,
  lambda: notNegative,
  alpha: notNegative,
  gamma: notNegative,
  min_child_weight: notNegative,
  subsample: share,
  column_sample: share,
  column_sample_by_level: share,
  max_bins: wholeUpTo(2, 256),
  early_stopping_rounds: count.nullable(),
}

/** One set of hyperparameters. */
export const hyperparamsSetSchema = z.strictObject(hyperparameter).partial()

/** One value, or a list of values to try. */
const values = <Value extends z.ZodType>(value: Value) =>
  z.union([value.transform((one) => [one]), list(value)])

/** What a value is drawn from, in a search. */
const range = closedMap({
  min: z.number(),
  max: z.number(),
  log: z.boolean().optional(),
  int: z.boolean().optional(),
}).refine(({ min, max }) => min <= max, 'expected min up to max')

/** Ranges by the name of the hyperparameter. */
export const hyperparamsRangesSchema = z
  .strictObject({
    rounds: range,
    depth: range,
    max_leaves: range,
    rate: range,
    lambda: range,
    alpha: range,
    gamma: range,
    min_child_weight: range,
    subsample: range,
    column_sample: range,
    column_sample_by_level: range,
    max_bins: range,
  })
  .partial()

/** The same, or a range. */
const drawn = <Value extends z.ZodType>(value: Value) => z.union([values(value), range])

const hyperparams = closedMap({
  rounds: drawn(hyperparameter.rounds).optional(),
  depth: drawn(hyperparameter.depth).optional(),
  max_leaves: drawn(hyperparameter.max_leaves).optional(),
  growth: values(hyperparameter.growth).optional(),
  rate: drawn(hyperparameter.rate).optional(),
  lambda: drawn(hyperparameter.lambda).optional(),
  alpha: drawn(hyperparameter.alpha).optional(),
  gamma: drawn(hyperparameter.gamma).optional(),
  min_child_weight: drawn(hyperparameter.min_child_weight).optional(),
  subsample: drawn(hyperparameter.subsample).optional(),
  column_sample: drawn(hyperparameter.column_sample).optional(),
  column_sample_by_level: drawn(hyperparameter.column_sample_by_level).optional(),
  max_bins: drawn(hyperparameter.max_bins).optional(),
  early_stopping_rounds: values(hyperparameter.early_stopping_rounds).optional(),
})

const search = closedMap({
  kind: z.enum(['random', 'halving']),
  budget: wholeUpTo(1, 5_000),
  eta: wholeUpTo(2, 10).optional(),
  seed: z.int().nonnegative('expected 0 or more').optional(),
})

const axes = closedMap({
  thresholds: list(thresholds).optional(),
  top_pct: list(share).optional(),
  hours: list(hoursSet).optional(),
  momentum: list(z.boolean()).optional(),
  splits: list(splits).optional(),
  calibration: list(calibration).optional(),
  hyperparams: hyperparams.optional(),
  features: list(z.union([every, list(z.string().min(1))])).optional(),
})

/** Hours as a Makefile of before wrote them: one set of numbers, or sets. */
const earlierHours = z.union([z.array(z.int()), list(hours)])

/** A file that says what a sweep goes through: under `axes`, or as the earlier Makefile wrote it. */
export const sweepFileSchema = closedMap({
  model_id: z.string().min(1).optional(),
  pack_id: z.string().min(1).optional(),
  risk_profile: z.string().min(1).optional(),
  tag: z.string().min(1).optional(),
  seed: z.int().nonnegative('expected 0 or more').optional(),
  embargo: z.number().min(0, 'expected 0 to below 1').lt(1, 'expected 0 to below 1').optional(),
  inner_folds: wholeUpTo(2, 20).optional(),
  axes: axes.optional(),
  search: search.optional(),
  ticker: z.string().min(1).optional(),
  build: closedMap({
    start: date.optional(),
    end: date.optional(),
    distance_max: z.array(count).optional(),
  }).optional(),
  train: closedMap({
    calibration: list(calibration).optional(),
    allowed_hours: earlierHours.optional(),
  }).optional(),
  backtest: closedMap({
    thresholds: list(thresholds).optional(),
    top_pct: list(share).optional(),
    splits: list(splits).optional(),
    allowed_hours: earlierHours.optional(),
  }).optional(),
  notes: z.union([z.string(), z.array(z.string()), anyMap]).optional(),
})

export type SweepFile = z.infer<typeof sweepFileSchema>
