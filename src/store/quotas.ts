import type { Kysely, Selectable } from 'kysely'
import type { Database } from './schema.ts'

/** How many sweeps and trainings a user may ask for in a day (UTC), and have running at once. */
export interface QuotaLimits {
  sweepsPerDay: number
  sweepsConcurrent: number
  trainPerDay: number
  trainConcurrent: number
}

/** Limits that hold instead of the standing ones until a time. Those that are left out stay as they are. */
export interface QuotaOverride {
  id: string
  userId: string
  limits: Partial<QuotaLimits>
  reason: string
  createdBy: string
  createdAt: string
  expiresAt: string
}

/** The standing limits of a user; undefined when nobody has set any. */
export async function findQuotas(db: Kysely<Database>, userId: string): Promise<QuotaLimits | undefined> {
  const row = await db.selectFrom('admin_quotas').selectAll().where('user_id', '=', userId).executeTakeFirst()
  return (
    row && {
      sweepsPerDay: row.sweeps_per_day,
      sweepsConcurrent: row.sweeps_concurrent,
      trainPerDay: row.train_per_day,
      trainConcurrent: row.train_concurrent,
    }
  )
}

/** Sets the standing limits of a user, all four, in place of those of before. */
export async function putQuotas(
  db: Kysely<Database>,
  userId: string,
  limits: QuotaLimits,
  time: string,
): Promise<void> {
  const columns = {
    sweeps_per_day: limits.sweepsPerDay,
    sweeps_concurrent: limits.sweepsConcurrent,
    train_per_day: limits.trainPerDay,
    train_concurrent: limits.trainConcurrent,
    updated_at: time,
  }
  await db
    .insertInto('admin_quotas')
    .values({ user_id: userId, ...columns })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(columns))
    .execute()
}

export async function insertQuotaOverride(
  db: Kysely<Database>,
  { id, userId, limits, reason, createdBy, createdAt, expiresAt }: QuotaOverride,
): Promise<void> {
  await db
    .insertInto('quota_overrides')
    .values({
      id,
      user_id: userId,
      sweeps_per_day: limits.sweepsPerDay ?? null,
      sweeps_concurrent: limits.sweepsConcurrent ?? null,
      train_per_day: limits.trainPerDay ?? null,
      train_concurrent: limits.trainConcurrent ?? null,
      reason,
      created_by: createdBy,
      created_at: createdAt,
      expires_at: expiresAt,
    })
    .execute()
}

/** The overrides of a user that are in force at a time, the oldest first. */
export async function listQuotaOverrides(
  db: Kysely<Database>,
  userId: string,
  time: string,
): Promise<QuotaOverride[]> {
  const rows = await db
    .selectFrom('quota_overrides')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', time)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toOverride)
}

function toOverride(row: Selectable<Database['quota_overrides']>): QuotaOverride {
  return {
    id: row.id,
    userId: row.user_id,
    limits: {
      ...(row.sweeps_per_day !== null && { sweepsPerDay: row.sweeps_per_day }),
      ...(row.sweeps_concurrent !== null && { sweepsConcurrent: row.sweeps_concurrent }),
      ...(row.train_per_day !== null && { trainPerDay: row.train_per_day }),
      ...(row.train_concurrent !== null && { trainConcurrent: row.train_concurrent }),
    },
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
