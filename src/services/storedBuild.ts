import { z } from 'zod'
import type { Build } from '../store/builds.ts'
import { findMatrix } from '../store/matrices.ts'
import { type BuildRequest, type BuildTask, startBuild } from './buildJob.ts'
import { planMatrix } from './matrixPlan.ts'
import type { Parts } from './parts.ts'
import { requireBuild } from './runs.ts'
import { resolveSubject } from './subject.ts'
import type { Repeatable } from './takeUp.ts'
import { changed, refuseChanged } from './unchanged.ts'

/** Builds as they are done again. */
export const storedBuild: Repeatable<Build> = {
  kind: 'build',
  require: requireBuild,
  start: (parts, build) => startBuild(parts, build.id, () => restoreBuild(parts, build)),
}

/** As Sigma wrote it. */
const requestSchema = z.custom<BuildRequest>((value) => typeof value === 'object' && value !== null)

/** @throws CONFLICT when its data, or what else it is made of, has changed since it was asked for */
async function restoreBuild(parts: Parts, build: Build): Promise<BuildTask> {
  const request = requestSchema.parse(build.request)
  const subject = await resolveSubject(parts, request)
  refuseChanged('build', build, subject.lineage)
  const { model } = subject
  if (!model) throw new Error('a build has a model')
  const plan = await planMatrix(parts, { ...subject, model }, request)
  if (plan.sha !== build.matrixSha) throw changed('build', build.id, 'its data')
  const cached = !request.force && (await findMatrix(parts.db, plan.sha)) !== undefined
  return { subject, plan, request, cached }
}
