import { z } from 'zod'
import { greatestDistance } from '../../core/options/flow.ts'
import { isUniverse } from '../modelId.ts'
import { indicatorItem } from './indicatorSet.ts'
import {
  anyMap,
  assetType,
  cadence,
  calibration,
  closedMap,
  count,
  date,
  fraction,
  horizon,
  hours,
  hyperparams,
  thresholds,
} from './parts.ts'

const flag = z.boolean()
const windows = z.array(count)
const distance = count.max(greatestDistance, `expected 1 to ${greatestDistance}`)

/** Features by family: those of time and of past returns become indicators, those of flow columns of option trades. */
const featureMap = closedMap({
  time: closedMap({ day_of_week: flag.optional(), hour_of_day: flag.optional() }).optional(),
  flow: closedMap({
    per_distance: flag.default(true),
    totals: flag.default(true),
    ratios: flag.default(true),
    premiums: flag.default(true),
    atm: flag.default(false),
    distance_max: distance.optional(),
  }).optional(),
  dealer: closedMap({
    mm_profit_dir_simple: flag.default(false),
    divergence_score: flag.default(false),
  }).optional(),
  oi: closedMap({ include: flag.default(false) }).optional(),
  momentum: closedMap({ include: flag.default(false), hourly_horizons: windows.default([1, 3]) }).optional(),
  volatility: closedMap({
    include: flag.default(false),
    windows: windows.optional(),
    hourly_windows: windows.optional(),
  }).optional(),
})

/** How features are cleaned: what is learned for it is learned from the training part alone. */
const hygiene = closedMap({
  missing_flags: flag.default(false),
  scaling: z.enum(['none', 'robust']).default('none'),
  one_hot: z.array(z.string().min(1)).default([]),
})

/** Several instruments on the same times, for one model that learns from all of them. */
const tickers = z
  .array(z.string().regex(/^[^/\\ ]+$/, 'expected a symbol such as SPY'))
  .min(2, 'expected at least two symbols; one stands under ticker')
  .refine(areDistinct, 'expected each symbol once')

function areDistinct(symbols: readonly string[]): boolean {
  return new Set(symbols.map((symbol) => symbol.toUpperCase())).size === symbols.length
}

export const modelConfigSchema = closedMap({
  model_id: z.string().optional(),
  ticker: z.string().min(1).nullish(),
  tickers: tickers.optional(),
  asset_type: assetType.optional(),
  horizon: horizon.optional(),
  cadence: cadence.optional(),
  indicator_set: z.string().optional(),
  model: z.enum(['gbm', 'xgb']).optional(),
  task: z.enum(['classification']).optional(),
  hyperparams: hyperparams.optional(),
  features: z.union([z.array(indicatorItem), featureMap]).optional(),
  hygiene: hygiene.optional(),
  label: anyMap.optional(),
  labels: anyMap.optional(),
  calibration: calibration.optional(),
  thresholds: thresholds.optional(),
  hours: hours.nullish(),
  splits: count.optional(),
  embargo: fraction.optional(),
  source: z.string().optional(),
  train_window: closedMap({ start: date, end: date }).optional(),
  notes: z.string().optional(),
  template_id: z.string().optional(),
  template_version: z.int().optional(),
})
  .refine(({ train_window }) => train_window === undefined || train_window.start <= train_window.end, {
    path: ['train_window'],
    message: 'starts after it ends',
  })
  .refine(({ ticker, tickers }) => !tickers || ticker == null || isUniverse(ticker), {
    path: ['tickers'],
    message: 'stands beside one ticker; with several of them ticker is universe, or left out',
  })

export type ModelConfigFile = z.infer<typeof modelConfigSchema>
export type FeatureMap = z.infer<typeof featureMap>
