import { z } from 'zod'
import { riskProfiles } from '../../core/gate/riskBudget.ts'
import {
  anyMap,
  assetType,
  cadence,
  calibration,
  closedMap,
  count,
  fraction,
  horizon,
  hours,
  notNegative,
  positive,
  shareRange,
  thresholdRange,
  thresholds,
} from './parts.ts'

const wholeLimit = z.int().nonnegative('expected 0 or more')

/** The limits of a profile. Those that are no limit of the gate stand at the end. */
export const riskBudget = closedMap({
  min_trades: wholeLimit.optional(),
  min_trades_per_year: notNegative.optional(),
  max_drawdown_pct: fraction.optional(),
  es95_mult: notNegative.optional(),
  spread_pct_max: notNegative.optional(),
  oi_min: wholeLimit.optional(),
  volume_min: wholeLimit.optional(),
  fill_rate_min: fraction.optional(),
  sharpe_min: z.number().optional(),
  calmar_min: z.number().optional(),
  min_sessions: wholeLimit.optional(),
  adv_bps_max: notNegative.optional(),
  turnover_max: notNegative.optional(),
  margin_usage_max: fraction.optional(),
  dsr_min: fraction.optional(),
  oos_loss_probability_max: fraction.optional(),
  pbo_max: fraction.optional(),
  allowed_hours: hours.optional(),
  daily_loss_cap_R: positive.optional(),
})

const profileShape = {
  risk_budget: riskBudget,
  sizing: closedMap({ risk_per_trade_R: positive }),
  sweep_overrides: closedMap({
    thresholds_range: thresholdRange.optional(),
    top_pct_range: shareRange.optional(),
    hours_variants: z.array(hours).optional(),
  }).optional(),
}

const profile = closedMap(profileShape)

const scoreRules = {
  zero: closedMap({ kind: z.literal('zero') }),
  swing: closedMap({ kind: z.literal('swing'), trades_scale: positive, turnover_lambda: notNegative }),
  long: closedMap({ kind: z.literal('long') }),
  sharpe: closedMap({ kind: z.literal('sharpe') }),
}

/** What models use where they say nothing; an absent one has the fallback of `packOf`. */
const defaultsShape = {
  source: z.string().optional(),
  risk_profile: z.enum(riskProfiles).optional(),
  calibration: calibration.optional(),
  thresholds: thresholds.optional(),
  hours: hours.nullish(),
  splits: count.optional(),
  embargo: fraction.optional(),
  periods_per_year: positive.nullish(),
  indicator_set: closedMap({ eq: z.string().optional(), opt: z.string().optional() }).optional(),
  label: anyMap.optional(),
}

export const packSchema = closedMap({
  id: z.string(),
  version: z.int().default(1),
  title: z.string(),
  description: z.string().default(''),
  asset_classes: z.array(assetType).min(1, 'expected at least one of eq, opt'),
  horizon: horizon,
  cadence: cadence,
  profiles: closedMap({ conservative: profile, balanced: profile, aggressive: profile }),
  score: z.discriminatedUnion('kind', [
    scoreRules.zero,
    scoreRules.swing,
    scoreRules.long,
    scoreRules.sharpe,
  ]),
  defaults: closedMap({ ...defaultsShape, source: z.string() }),
  leakage_allowed: z.array(closedMap({ feature: z.string(), reason: z.string().min(1) })).default([]),
})

export type PackDocument = z.infer<typeof packSchema>

const profileOverride = closedMap({
  risk_budget: riskBudget.optional(),
  sizing: profileShape.sizing.optional(),
  sweep_overrides: profileShape.sweep_overrides,
})

/** `packs:` of a workspace's sigma.yaml: limits and defaults that replace those of a pack, one by one. */
export const workspaceSchema = z.looseObject({
  packs: z
    .record(
      z.string(),
      closedMap({
        profiles: closedMap({
          conservative: profileOverride.optional(),
          balanced: profileOverride.optional(),
          aggressive: profileOverride.optional(),
        }).optional(),
        defaults: closedMap(defaultsShape).optional(),
      }),
    )
    .nullish(),
})

export type WorkspaceDocument = z.infer<typeof workspaceSchema>

export type PackOverride = NonNullable<NonNullable<WorkspaceDocument['packs']>[string]>
