import { type RiskProfile, riskProfiles, type ScoreRule } from '../core/gate/riskBudget.ts'
import { hoursOfPolicy } from '../core/policy/hours.ts'
import type { RiskLimits } from '../core/policy/riskLimits.ts'
import type { PackFile } from './packFile.ts'
import type { PackDocument, PackOverride } from './schemas/pack.ts'
import type { CalibrationKind } from './schemas/parts.ts'

/** What a pack holds a run to under one risk profile. */
export interface ProfileLimits extends RiskLimits {
  riskPerTradeR: number
  sweepOverrides: NonNullable<PackDocument['profiles']['balanced']['sweep_overrides']> | null
}

/** What a model uses where neither it nor the request says otherwise. */
interface PackDefaults {
  /** A source of bars: `sample`, `polygon`, `synthetic`, `csv:FILE`, `parquet:FILE`. */
  source: string
  riskProfile: RiskProfile
  calibration: CalibrationKind
  thresholds: number[]
  /** Hours of New York time; null is every hour. */
  hours: number[] | null
  splits: number
  embargo: number
  /** Bars of a year in which a position can be held; null: counted from the bars. */
  periodsPerYear: number | null
  /** The set of a new model, by asset class. */
  indicatorSet: { eq?: string; opt?: string }
  /** The label of a new model. */
  label: Record<string, unknown>
}

export interface Pack {
  id: string
  title: string
  description: string
  version: number
  assetClasses: ('eq' | 'opt')[]
  horizon: '0dte' | 'intraday' | 'swing' | 'long'
  cadence: '5m' | '15m' | 'hourly' | 'daily'
  profiles: Record<RiskProfile, ProfileLimits>
  score: ScoreRule
  defaults: PackDefaults
  /** Features that the leakage scan may flag without blocking the gate, and why. */
  leakageAllowed: { feature: string; reason: string }[]
  /** pack.yaml as it stands. */
  meta: Record<string, unknown>
  file: PackFile
}

/** A pack of its file, with the limits and defaults that the workspace puts in place of the pack's. */
export function packOf(
  document: PackDocument,
  file: PackFile,
  meta: Record<string, unknown>,
  override: PackOverride = {},
): Pack {
  const profiles = (profile: RiskProfile) => limitsOf(document, override, profile)
  const [conservative, balanced, aggressive] = riskProfiles.map(profiles)
  const defaults = { ...document.defaults, ...override.defaults }
  return {
    id: document.id,
    title: document.title,
    description: document.description,
    version: document.version,
    assetClasses: document.asset_classes,
    horizon: document.horizon,
    cadence: document.cadence,
    profiles: { conservative, balanced, aggressive },
    score: document.score,
    defaults: {
      source: defaults.source,
      riskProfile: defaults.risk_profile ?? 'balanced',
      calibration: defaults.calibration ?? 'none',
      thresholds: defaults.thresholds ?? [0.55, 0.6, 0.65],
      hours: defaults.hours ?? null,
      splits: defaults.splits ?? 5,
      embargo: defaults.embargo ?? 0,
      periodsPerYear: defaults.periods_per_year ?? null,
      indicatorSet: defaults.indicator_set ?? {},
      label: defaults.label ?? { kind: 'next_bar_updown' },
    },
    leakageAllowed: document.leakage_allowed,
    meta,
    file,
  }
}

function limitsOf(document: PackDocument, override: PackOverride, profile: RiskProfile): ProfileLimits {
  const own = document.profiles[profile]
  const changed = override.profiles?.[profile]
  const { allowed_hours, daily_loss_cap_R, ...budget } = {
    ...own.risk_budget,
    ...changed?.risk_budget,
  }
  return {
    budget,
    allowedHours: hoursOfPolicy(allowed_hours) ?? null,
    dailyLossCapR: daily_loss_cap_R ?? null,
    riskPerTradeR: (changed?.sizing ?? own.sizing).risk_per_trade_R,
    sweepOverrides: changed?.sweep_overrides ?? own.sweep_overrides ?? null,
  }
}
