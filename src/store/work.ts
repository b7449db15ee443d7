import { type Expression, expressionBuilder, type Selectable, type SqlBool } from 'kysely'
import { SigmaError } from '../core/errors.ts'
import { fromJsonText, fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { RunStatus, WorkColumns } from './schema.ts'

/** Why a run failed: the code of the error catalogue, what happened and what to do. */
export interface RunError {
  code: string
  message: string
  next?: string
}

/** What every piece of work has, a build, training, backtest or sweep. Times are ISO 8601 in UTC. */
export interface Work {
  id: string
  /** The hash of the resolved request: equal requests share it. */
  requestKey: string
  /** The process that works on it. A running one always has an owner. */
  owner: string | null
  status: RunStatus
  packId: string
  modelId: string
  tag: string | null
  lineage: JsonObject | null
  /** The snapshot of the policy it used; null without a policy. */
  policySnapshotSha: string | null
  error: RunError | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
}

/** What can change after the work was asked for. */
export interface WorkChanges {
  owner?: string | null
  status?: RunStatus
  lineage?: object | null
  error?: RunError | null
  startedAt?: string | null
  finishedAt?: string | null
}

export interface NewWork extends WorkChanges {
  id: string
  requestKey: string
  status: RunStatus
  packId: string
  modelId: string
  tag?: string | null
  /** Of a snapshot that is stored. */
  policySnapshotSha?: string | null
  createdAt: string
}

/** `start` and `end` bound the time of creation, both included. */
export interface WorkFilter {
  packId?: string
  modelId?: string
  tag?: string
  status?: RunStatus
  riskProfile?: string
  start?: string
  end?: string
}

/** The statuses in which an equal request need not be made again: failed and canceled work doesn't count. */
const reusableStatuses: RunStatus[] = ['queued', 'running', 'completed']

/** Work of an equal request that can be answered with. It names no table, so that one rule serves them all. */
export function isReusable(requestKey: string): Expression<SqlBool> {
  const column = expressionBuilder<{ work: WorkColumns }, 'work'>()
  return column.and([column('request_key', '=', requestKey), column('status', 'in', reusableStatuses)])
}

/** The columns that work is read from. */
export const WORK_COLUMNS = [
  'id',
  'request_key',
  'owner',
  'status',
  'pack_id',
  'model_id',
  'tag',
  'lineage',
  'policy_snapshot_sha',
  'error',
  'created_at',
  'started_at',
  'finished_at',
] as const

export function toWork(row: Pick<Selectable<WorkColumns>, (typeof WORK_COLUMNS)[number]>): Work {
  return {
    id: row.id,
    requestKey: row.request_key,
    owner: row.owner,
    status: row.status,
    packId: row.pack_id,
    modelId: row.model_id,
    tag: row.tag,
    lineage: fromOptionalJsonText(row.lineage),
    policySnapshotSha: row.policy_snapshot_sha,
    error: row.error === null ? null : toRunError(fromJsonText(row.error)),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}

/** The stored error of a run. */
export function toRunError({ code, message, next }: JsonObject): RunError {
  return { code: String(code), message: String(message), ...(typeof next === 'string' && { next }) }
}

export function newWorkColumns(work: NewWork) {
  return {
    ...changedWorkColumns(work),
    id: work.id,
    request_key: work.requestKey,
    status: work.status,
    pack_id: work.packId,
    model_id: work.modelId,
    tag: work.tag,
    policy_snapshot_sha: work.policySnapshotSha ?? null,
    created_at: work.createdAt,
  }
}

/** Absent changes are undefined, which Kysely leaves out of the statement. */
export function changedWorkColumns(changes: WorkChanges) {
  return {
    owner: changes.owner,
    status: changes.status,
    lineage: toJsonText(changes.lineage),
    risk_profile: changes.lineage === undefined ? undefined : riskProfileIn(changes.lineage),
    error: toJsonText(changes.error),
    started_at: changes.startedAt,
    finished_at: changes.finishedAt,
  }
}

/** A list is narrowed by it, so that it is repeated in a column. */
function riskProfileIn(lineage: object | null): string | null {
  const { risk_profile: profile = null }: { risk_profile?: unknown } = lineage ?? {}
  return typeof profile === 'string' ? profile : null
}

/** The condition of a list of work. It names no table, so that one serves them all. */
export function matchesWork(filter: WorkFilter): Expression<SqlBool> {
  const column = expressionBuilder<{ work: WorkColumns }, 'work'>()
  const conditions: Expression<SqlBool>[] = []
  if (filter.packId !== undefined) conditions.push(column('pack_id', '=', filter.packId))
  if (filter.modelId !== undefined) conditions.push(column('model_id', '=', filter.modelId))
  if (filter.tag !== undefined) conditions.push(column('tag', '=', filter.tag))
  if (filter.status !== undefined) conditions.push(column('status', '=', filter.status))
  if (filter.riskProfile !== undefined) conditions.push(column('risk_profile', '=', filter.riskProfile))
  if (filter.start !== undefined) conditions.push(column('created_at', '>=', filter.start))
  if (filter.end !== undefined) conditions.push(column('created_at', '<=', filter.end))
  return column.and(conditions)
}

/** An update that found no row: the caller holds an id that was never stored, or whose row was removed. */
/** A run that somebody else has by now: what this process comes to is no part of it. */
export function notTheirs(kind: string, id: string): SigmaError {
  return new SigmaError('CONFLICT', `another process works on the ${kind} ${id}`, {
    next: 'it goes on there; this process was not heard of for a while',
  })
}

export function missing(what: string, id: string): SigmaError {
  return new SigmaError('NOT_FOUND', `There is no ${what} ${id}`, { details: { id } })
}
