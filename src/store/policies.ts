import { type Kysely, type Selectable, sql } from 'kysely'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

export interface Policy {
  packId: string
  modelId: string
  version: number
  policy: JsonObject
  createdAt: string
}

export interface NewPolicy extends Omit<Policy, 'version' | 'policy'> {
  policy: object
}

/**
 * Stores a model's policy: as a new version, or with `bump` false in place of the latest one.
 * The first is version 1 either way. Returns what was stored.
 */
export async function putPolicy(
  db: Kysely<Database>,
  policy: NewPolicy,
  { bump }: { bump: boolean },
): Promise<Policy> {
  for (;;) {
    const row = (bump ? undefined : await replaceLatest(db, policy)) ?? (await insertNext(db, policy))
    if (row) return toPolicy(row)
    // Another process took the version between our reading and writing it; the next one is free.
  }
}

/** The latest version of a model's policy, or the one asked for. */
export async function findPolicy(
  db: Kysely<Database>,
  packId: string,
  modelId: string,
  version?: number,
): Promise<Policy | undefined> {
  let versions = db
    .selectFrom('policies')
    .selectAll()
    .where('pack_id', '=', packId)
    .where('model_id', '=', modelId)
  if (version !== undefined) versions = versions.where('version', '=', version)
  const row = await versions.orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row && toPolicy(row)
}

/** Every version of a model's policy, the latest first. */
export async function listPolicyVersions(
  db: Kysely<Database>,
  packId: string,
  modelId: string,
): Promise<Policy[]> {
  const rows = await db
    .selectFrom('policies')
    .selectAll()
    .where('pack_id', '=', packId)
    .where('model_id', '=', modelId)
    .orderBy('version', 'desc')
    .execute()
  return rows.map(toPolicy)
}

/** Keeps the normalised policy that a run used, by its hash. Storing it again changes nothing. */
export async function insertPolicySnapshot(db: Kysely<Database>, sha: string, policy: object): Promise<void> {
  await db
    .insertInto('policy_snapshots')
    .values({ sha, policy: toJsonText(policy) })
    .onConflict((conflict) => conflict.column('sha').doNothing())
    .execute()
}

export async function findPolicySnapshot(db: Kysely<Database>, sha: string): Promise<JsonObject | undefined> {
  const row = await db
    .selectFrom('policy_snapshots')
    .select('policy')
    .where('sha', '=', sha)
    .executeTakeFirst()
  return row && fromJsonText(row.policy)
}

function replaceLatest(db: Kysely<Database>, { packId, modelId, policy }: NewPolicy) {
  return db
    .updateTable('policies')
    .set({ policy: toJsonText(policy) })
    .where('pack_id', '=', packId)
    .where('model_id', '=', modelId)
    .where('version', '=', (eb) =>
      eb
        .selectFrom('policies as other')
        .where('other.pack_id', '=', packId)
        .where('other.model_id', '=', modelId)
        .select(({ fn }) => fn.max('other.version').as('latest')),
    )
    .returningAll()
    .executeTakeFirst()
}

/** Version and insert in one statement, so that no other writer comes between them. */
function insertNext(db: Kysely<Database>, { packId, modelId, policy, createdAt }: NewPolicy) {
  return db
    .insertInto('policies')
    .columns(['pack_id', 'model_id', 'version', 'policy', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('policies')
        .where('pack_id', '=', packId)
        .where('model_id', '=', modelId)
        .select(({ fn, val, lit }) => [
          val(packId).as('pack_id'),
          val(modelId).as('model_id'),
          sql<number>`${fn.coalesce(fn.max('version'), lit(0))} + 1`.as('version'),
          val(toJsonText(policy)).as('policy'),
          val(createdAt).as('created_at'),
        ]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

function toPolicy(row: Selectable<Database['policies']>): Policy {
  return {
    packId: row.pack_id,
    modelId: row.model_id,
    version: row.version,
    policy: fromJsonText(row.policy),
    createdAt: row.created_at,
  }
}
