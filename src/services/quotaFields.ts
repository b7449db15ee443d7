import type { QuotaLimits } from '../store/quotas.ts'
import type { QuotaUsage } from './quotas.ts'

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
