import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { type Build, findBuildByRequestKey, insertBuild, updateBuild } from '../store/builds.ts'
import { findMatrix } from '../store/matrices.ts'
import { type Asked, findOrInsert, newWork } from './asked.ts'
import { type BuildRequest, startBuild } from './buildJob.ts'
import { copyOut } from './copyMatrix.ts'
import { planMatrix } from './matrixPlan.ts'
import type { Parts } from './parts.ts'
import { storedBuild } from './storedBuild.ts'
import { resolveSubject } from './subject.ts'
import { takenUp } from './takeUp.ts'
import { outputPath } from './workspace.ts'

export type { BuildRequest }

/** Starts a build as a job. An equal matrix that is stored is served without computing it again. */
export async function buildMatrix(
  parts: Parts,
  request: BuildRequest,
): Promise<Asked<Build> & { cached: boolean }> {
  const subject = await resolveSubject(parts, request)
  const { model } = subject
  if (!model) throw new Error('a build has a model')
  if (request.out !== undefined) outputPath(parts.workspace, request.out, 'out')
  const plan = await planMatrix(parts, { ...subject, model }, request)
  const requestKey = sha256OfJson({
    kind: 'build',
    pack_id: subject.packId,
    model_id: subject.modelId,
    matrix_sha: plan.sha,
    lineage: subject.lineage,
    out: request.out ?? null,
    format: request.format ?? null,
    tag: request.tag ?? null,
    ...(request.preview && { preview: true }),
    engine_version: parts.engineVersion,
  })
  const cached = !request.force && (await findMatrix(parts.db, plan.sha)) !== undefined
  parts.meters.matrixAsked(cached)
  const time = parts.now().toISOString()
  const { run, deduplicated } = await findOrInsert(parts, {
    subject,
    requestKey,
    force: request.force,
    find: (db) => findBuildByRequestKey(db, requestKey),
    insert: (db) =>
      insertBuild(db, {
        ...newWork(parts, subject, { requestKey, tag: request.tag, time }),
        startedAt: time,
        matrixSha: plan.sha,
        params: {
          start: request.start ?? null,
          end: request.end ?? null,
          source: plan.source,
          hours: plan.hours,
          ...(request.preview && { preview: true }),
        },
        config: { label: plan.label, indicators: plan.indicators, hours: plan.hours, source: plan.source },
        request,
        lineage: { ...subject.lineage, matrix_sha: plan.sha, engine_version: parts.engineVersion },
      }),
  })
  if (deduplicated) {
    // What was asked for last is the model's matrix, and a copy that was removed since is wanted again.
    const known = await updateBuild(parts.db, run.id, { askedAt: time })
    if (known.status === 'completed') await copyOut(parts, plan.sha, request)
    const answered = await takenUp(parts, storedBuild, known)
    return { run: answered, deduplicated, cached: true, warnings: plan.warnings }
  }
  startBuild(parts, run.id, () => ({ subject, plan, request, cached }))
  return { run, deduplicated: false, cached, warnings: plan.warnings }
}
