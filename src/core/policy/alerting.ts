import type { AlertLimits } from '../alerts/limits.ts'
import type { Policy } from './policy.ts'

/** How often a policy lets its model raise a signal; without a policy as often as it likes. */
export function alertLimits(policy: Policy | null): AlertLimits {
  const { cooldown_minutes, max_trades_per_day } = policy?.alerting ?? {}
  return { cooldownMinutes: numberOrNull(cooldown_minutes), tradesPerDay: numberOrNull(max_trades_per_day) }
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)
