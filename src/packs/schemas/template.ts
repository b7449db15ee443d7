import { z } from 'zod'
import { riskProfiles } from '../../core/gate/riskBudget.ts'
import {
  anyMap,
  assetType,
  cadence,
  calibration,
  closedMap,
  count,
  date,
  horizon,
  hours,
  hyperparams,
  thresholds,
} from './parts.ts'

const scalar = z.union([z.number(), z.string(), z.boolean(), z.null()])

/** Shares of the best-scored rows: a number, or text with one or several. */
const shares = z.array(z.union([z.number(), z.string()])).transform((variants, context): number[] => {
  const list = variants.flatMap((variant) => String(variant).split(',')).map(Number)
  if (list.every((share) => share > 0 && share <= 1)) return list
  context.addIssue(`expected shares above 0, up to 1, got ${JSON.stringify(variants)}`)
  return z.NEVER
})

export const templateSchema = closedMap({
  template_id: z.string().optional(),
  template_version: count.default(1),
  name: z.string().optional(),
  pack: z.string().optional(),
  horizon: horizon,
  cadence: cadence,
  indicator_set: closedMap({
    name: z.string(),
    /** Parameters to use instead of the set's, by indicator. */
    params: z.record(z.string(), z.record(z.string(), scalar)).default({}),
  }),
  /** What a model made from this template starts with; the pack's defaults fill in the rest. */
  model: closedMap({
    ticker: z.string().optional(),
    asset_type: assetType.optional(),
    label: anyMap.optional(),
    hyperparams: hyperparams.optional(),
    calibration: calibration.optional(),
    source: z.string().optional(),
    train_window: closedMap({ start: date, end: date }).optional(),
  }).default({}),
  policy_defaults: closedMap({
    risk_profile: z.enum(riskProfiles).default('balanced'),
    risk_budget: anyMap.optional(),
  }).default({ risk_profile: 'balanced' }),
  sweeps_defaults: closedMap({
    thresholds_variants: z.array(thresholds).default([]),
    hours_variants: z.array(hours).default([]),
    top_pct_variants: shares.default([]),
  }).optional(),
  metadata: closedMap({
    description: z.string().default(''),
    tags: z.array(z.string()).default([]),
  }).optional(),
})

export type TemplateFile = z.infer<typeof templateSchema>
