import type { Kysely } from 'kysely'
import { SigmaError } from '../core/errors.ts'
import type { JsonObject } from '../store/json.ts'
import { type LineageRow, lineagePage, putLineage, type WorkKind, workKinds } from '../store/lineageRows.ts'
import type { Database } from '../store/schema.ts'
import { findSweep } from '../store/sweeps.ts'
import { inTransaction } from '../store/transaction.ts'
import { readModelFile } from './modelFile.ts'
import type { Parts } from './parts.ts'

/** What a lineage that is not known is marked with, so that it is not looked for again. */
const unknown = 'unknown'

const common = [
  'pack_sha',
  'indicator_set_sha',
  'model_config_sha',
  'policy_sha',
  'risk_profile',
  'risk_sha',
  'matrix_sha',
  'engine_version',
]
/** What the lineage of each kind of run tells. */
const fieldsOf: Record<WorkKind, readonly string[]> = {
  build: common,
  training: [...common, 'model_sha'],
  sweep: common,
  backtest: [...common, 'config_sha'],
}

/** What was done to the runs of a kind; of a dry run, what would be. */
export interface Backfilled {
  kind: WorkKind
  /** Completed runs that were looked at. */
  runs: number
  /** Of these, those that lacked something. */
  incomplete: number
  /** By field, in how many runs it was derived, and in how many it is marked as unknown. */
  derived: Record<string, number>
  unknown: Record<string, number>
}

export interface BackfillOptions {
  dryRun: boolean
  /** Runs of a transaction: as many are lost at most when the process is killed, and done by the next. */
  batch?: number
  onBatch?(kind: WorkKind, runs: number): void
}

/**
 * Fills the lineage of completed runs that lack it, or a part of it: from their own columns, from the model file of a
 * training, and for the variants of a sweep from the sweep. What none of them tells is marked `unknown`. Nothing that is
 * there is changed, so that it can be stopped at any time and done again.
 */
export async function backfillLineage(parts: Parts, options: BackfillOptions): Promise<Backfilled[]> {
  const all: Backfilled[] = []
  for (const kind of workKinds) all.push(await backfillKind(parts, kind, options))
  return all
}

async function backfillKind(
  parts: Parts,
  kind: WorkKind,
  { dryRun, batch = 200, onBatch }: BackfillOptions,
): Promise<Backfilled> {
  const done: Backfilled = { kind, runs: 0, incomplete: 0, derived: {}, unknown: {} }
  for (let after = ''; ; ) {
    parts.stopping.throwIfAborted()
    const rows = await lineagePage(parts.db, kind, after, batch)
    const filled: { id: string; lineage: JsonObject }[] = []
    for (const row of rows) {
      const lineage = await fill(parts, kind, row, done)
      if (lineage) filled.push({ id: row.id, lineage })
    }
    if (!dryRun && filled.length > 0) {
      await inTransaction(parts.db, {}, async (trx) => {
        for (const { id, lineage } of filled) await putLineage(trx, kind, id, lineage)
      })
    }
    done.runs += rows.length
    done.incomplete += filled.length
    onBatch?.(kind, done.runs)
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) return done
    after = last.id
  }
}

/** The whole lineage of a run that lacks some of it. */
async function fill(
  parts: Parts,
  kind: WorkKind,
  row: LineageRow,
  done: Backfilled,
): Promise<JsonObject | undefined> {
  const missing = fieldsOf[kind].filter((field) => row.lineage[field] === undefined)
  if (missing.length === 0) return undefined
  const known: Record<string, unknown> = {
    ...(row.sweepId !== null && (await lineageOfSweep(parts.db, row.sweepId))),
    ...(row.modelUri !== null && (await lineageOfModel(parts, row.modelUri))),
    ...row.columns,
  }
  const lineage: JsonObject = { ...row.lineage }
  for (const field of missing) {
    const value = known[field]
    // Null is a known value: the run had no such file.
    const isKnown = (typeof value === 'string' && value !== unknown) || value === null
    lineage[field] = isKnown ? value : unknown
    const tally = isKnown ? done.derived : done.unknown
    tally[field] = (tally[field] ?? 0) + 1
  }
  return lineage
}

async function lineageOfSweep(db: Kysely<Database>, id: string): Promise<Record<string, unknown>> {
  const sweep = await findSweep(db, id)
  return { ...(sweep?.matrixSha && { matrix_sha: sweep.matrixSha }), ...sweep?.lineage }
}

/** As the model's file tells it, with the hash of the file. One that is gone or damaged tells nothing. */
async function lineageOfModel({ artifacts }: Parts, uri: string): Promise<Record<string, unknown>> {
  try {
    const { attributes } = readModelFile((await artifacts.get(uri)).toString('utf8'), uri)
    return { ...attributes?.lineage, model_sha: /([0-9a-f]{64})\.\w+$/.exec(uri)?.[1] }
  } catch (error) {
    if (error instanceof SigmaError && error.code !== 'INTERNAL') return {}
    throw error
  }
}
