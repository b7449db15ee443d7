import type { Job as WireJob } from '../../contract/types.ts'
import { adminHealth } from '../../services/adminHealth.ts'
import { diagnose } from '../../services/diagnose.ts'
import { changeFlag, checkFlag, listFlags } from '../../services/flags.ts'
import { cancelJob, type Job, listJobs, requireOpenJob, retryJob } from '../../services/jobs.ts'
import type { Parts } from '../../services/parts.ts'
import { requireConfirmation } from '../confirmation.ts'
import { toWorkFilter } from '../filters.ts'
import { pageOf, storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { storedError } from '../stored.ts'

/** What a server does and how it stands: its jobs, switches and health. */
export const adminServerRoutes = (parts: Parts): Routes<Served<'adminServer'>> => ({
  async listAdminJobs({ query }) {
    const { rows, answer } = await storedPage(query, (page) => listJobs(parts, toWorkFilter(query), page))
    return { ...answer, rows: rows.map(toWireJob) }
  },

  async retryJob(request) {
    await retryJob(parts, request.params.id)
    return { ok: true }
  },

  async cancelJob(request) {
    const { kind, id } = await requireOpenJob(parts, request.params.id)
    requireConfirmation(request, `the end of the ${kind} ${id}`)
    await cancelJob(parts, id)
    return { ok: true }
  },

  async listFlags({ query }) {
    const flags = (await listFlags(parts)).map(({ key, enabled, description, updatedAt, updatedBy }) => ({
      key,
      enabled,
      description,
      updated_at: updatedAt,
      updated_by: updatedBy,
    }))
    const { rows, answer } = pageOf(flags, query)
    return { ...answer, rows, flags: rows }
  },

  async updateFlag(request) {
    const { key, enabled } = request.body
    checkFlag(key)
    requireConfirmation(request, `a change of the flag ${key}`)
    await changeFlag(parts, { key, enabled })
    return { ok: true }
  },

  async getAdminHealth() {
    const { db, schema, cache, workers, queue, disk } = await adminHealth(parts)
    return {
      ok: true,
      db,
      migrations: { pending: schema?.pending ?? null, applied: schema?.applied ?? null },
      cache,
      workers,
      queue,
      disk: { free_bytes: disk.free, total_bytes: disk.total },
    }
  },

  async runDiagnostics() {
    return { ok: true, ...(await diagnose(parts)) }
  },
})

function toWireJob({
  id,
  kind,
  packId,
  modelId,
  userId,
  submittedAt,
  startedAt,
  finishedAt,
  error,
  ...rest
}: Job): WireJob {
  return {
    job_id: id,
    kind,
    run_id: kind === 'sweep' ? null : id,
    pack_id: packId,
    model_id: modelId,
    user_id: userId,
    submitted_at: submittedAt,
    started_at: startedAt,
    finished_at: finishedAt,
    error: storedError(error),
    ...rest,
  }
}
