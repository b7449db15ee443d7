import { findQuotas, listQuotaOverrides, type QuotaLimits, type QuotaOverride } from '../store/quotas.ts'
import { countUserWork, listOpenWork, type OpenWork, type UserWorkKind } from '../store/userWork.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import type { Parts } from './parts.ts'

const limitNames = ['sweepsPerDay', 'sweepsConcurrent', 'trainPerDay', 'trainConcurrent'] as const

/** The limits of a user, and where they come from. */
export interface QuotasInForce {
  /** What holds now. */
  limits: QuotaLimits
  /** What holds when no override does. */
  standing: QuotaLimits
  /** The override that each limit is of, where it is of one. */
  overrides: Partial<Record<keyof QuotaLimits, QuotaOverride>>
}

export interface QuotaUsage {
  sweepsToday: number
  sweepsRunning: number
  trainToday: number
  trainRunning: number
}

/** The limits of a user now. Of several overrides of one limit the latest holds. */
export async function quotasInForce({ db, now, quotas }: Parts, userId: string): Promise<QuotasInForce> {
  const standing = (await findQuotas(db, userId)) ?? quotas.limits
  const limits = { ...standing }
  const overrides: QuotasInForce['overrides'] = {}
  for (const override of await listQuotaOverrides(db, userId, now().toISOString())) {
    Object.assign(limits, override.limits)
    for (const name of limitNames) if (override.limits[name] !== undefined) overrides[name] = override
  }
  return { limits, standing, overrides }
}

/** What a user has asked for since midnight (UTC), and has running. */
export async function quotaUsage(parts: Parts, userId: string): Promise<QuotaUsage> {
  return {
    sweepsToday: await usedToday(parts, 'sweeps', userId),
    sweepsRunning: await running(parts, 'sweeps', userId),
    trainToday: await usedToday(parts, 'train', userId),
    trainRunning: await running(parts, 'train', userId),
  }
}

/** Work of a kind that a user has asked for today: every row counts, whatever became of it. */
export function usedToday({ db, now }: Parts, kind: UserWorkKind, userId: string): Promise<number> {
  return countUserWork(db, kind, userId, `${now().toISOString().slice(0, 10)}T00:00:00.000Z`)
}

/** What runs, or waits in a process, oldest first. What a process left when it was killed is closed, and no part of it. */
export async function openWork(parts: Parts, kind: UserWorkKind, userId: string): Promise<OpenWork[]> {
  const open: OpenWork[] = []
  for (const work of await listOpenWork(parts.db, kind, userId)) {
    if (work.owner !== null && !(await closeIfStale(parts, work))) open.push(work)
  }
  return open
}

async function running(parts: Parts, kind: UserWorkKind, userId: string): Promise<number> {
  return (await openWork(parts, kind, userId)).filter(({ status }) => status === 'running').length
}
