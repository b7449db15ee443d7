import type { QuotaLimits } from '../store/quotas.ts'
import type { QuotasInForce, QuotaUsage } from './quotas.ts'

/** Limits under their names of the contract, as answers, errors and the audit have them. */
export function limitFields(limits: Partial<QuotaLimits>) {
  return {
    sweeps_per_day: limits.sweepsPerDay,
    sweeps_concurrent: limits.sweepsConcurrent,
    train_per_day: limits.trainPerDay,
    train_concurrent: limits.trainConcurrent,
  }
}

/** Usage under its names of the contract. */
export function usageFields(usage: QuotaUsage) {
  return {
    sweeps_today: usage.sweepsToday,
    sweeps_running: usage.sweepsRunning,
    train_today: usage.trainToday,
    train_running: usage.trainRunning,
  }
}

/** The override of each limit that has one, under its name of the contract; null when none is in force. */
export function overrideFields({ limits, overrides }: QuotasInForce) {
  const shown = (name: keyof QuotaLimits) => {
    const override = overrides[name]
    return (
      override && {
        limit: limits[name],
        expires_at: override.expiresAt,
        reason: override.reason,
        created_by: override.createdBy,
        created_at: override.createdAt,
      }
    )
  }
  if (Object.keys(overrides).length === 0) return null
  const fields = {
    sweeps_per_day: shown('sweepsPerDay'),
    sweeps_concurrent: shown('sweepsConcurrent'),
    train_per_day: shown('trainPerDay'),
    train_concurrent: shown('trainConcurrent'),
  }
  return Object.fromEntries(Object.entries(fields).flatMap(([name, one]) => (one ? [[name, one]] : [])))
}
