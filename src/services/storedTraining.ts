import { z } from 'zod'
import { riskProfiles } from '../core/gate/riskBudget.ts'
import { normalisePolicy } from '../core/policy/policy.ts'
import { findPolicySnapshot } from '../store/policies.ts'
import type { Training } from '../store/trainings.ts'
import type { Work } from '../store/work.ts'
import type { DataRequest } from './dataRequest.ts'
import type { Trading } from './fitTraining.ts'
import type { Parts } from './parts.ts'
import { executionOf, thresholdsOf } from './runSettings.ts'
import { requireTraining } from './runs.ts'
import { askedDataSchema, type StoredData } from './storedRequest.ts'
import { readConfig, readTrial } from './storedTrial.ts'
import { resolveSubject, type Subject } from './subject.ts'
import type { Repeatable } from './takeUp.ts'
import { startTraining } from './trainingJob.ts'
import { needsInner, promotedFrom, type TrainingTask } from './trainingTask.ts'
import { loadUnchanged, refuseChanged } from './unchanged.ts'

const text = z.string()

const paramsSchema = z.object({
  out: text.nullable().default(null),
  objective: z.enum(['classes', 'squared']).default('classes'),
  inner_folds: z.number().nullable().default(null),
  data: askedDataSchema.default({}),
  selection: z.unknown().optional(),
  execution: z.unknown().optional(),
})

const lineageSchema = z.object({
  pack_sha: text,
  indicator_set_sha: text.nullable(),
  model_config_sha: text.nullable(),
  policy_sha: text.nullable(),
  risk_profile: z.enum(riskProfiles),
  risk_sha: text,
})

/** Trainings as they are done again. */
export const storedTraining: Repeatable<Training> = {
  kind: 'training',
  require: requireTraining,
  start: (parts, run) =>
    startTraining(parts, run.id, { threads: undefined, prepare: () => restoreTraining(parts, run) }),
}

/**
 * A training that is stored, with all that it takes to do it: the very settings that its row has, on the data that it was
 * asked for on.
 *
 * @throws CONFLICT when its data, or of a fit what it is made of, has changed since
 */
export async function restoreTraining(parts: Parts, run: Training): Promise<TrainingTask> {
  const started = performance.now()
  const params = paramsSchema.parse(run.params)
  const { objective } = params
  const isPromotion = promotedFrom(run) !== null
  const subject = await (isPromotion ? subjectOfRun(parts, run) : unchangedSubject(parts, run))
  const request: DataRequest = {
    ...dataRequest(params.data),
    ...(objective === 'squared' && params.data.csv !== undefined && { numericTarget: true }),
  }
  const purpose = isPromotion ? 'backtest' : 'training'
  const data = await loadUnchanged(parts, { kind: 'training', ...run }, subject, request, purpose)
  const config = readConfig(run.config)
  const trading: Trading = isPromotion
    ? readTrial({ config: run.config, selection: params.selection, execution: params.execution })
    : {
        selection: { kind: 'thresholds', thresholds: thresholdsOf(subject) },
        execution: executionOf(subject, {}, data),
      }
  return {
    ...{ subject, data, config, objective, run, started },
    withInner: needsInner(params.inner_folds, config, data, objective),
    trading,
    out: params.out ?? undefined,
    warnings: data.warnings,
    loadMs: performance.now() - started,
  }
}

/** How a training asked for its data; its matrix is told by itself. */
function dataRequest({
  csv,
  columns,
  horizon,
  periods_per_year: periodsPerYear,
}: NonNullable<StoredData>): DataRequest {
  return {
    ...(csv !== undefined && { csv }),
    ...(columns && { columns }),
    ...(horizon !== undefined && { horizon }),
    ...(periodsPerYear !== undefined && { periodsPerYear }),
  }
}

type RunOfSubject = Pick<Work, 'id' | 'packId' | 'modelId' | 'lineage'> & Pick<Training, 'params'>

/** The model or file of a run as it was then, whatever its files say today. */
export async function subjectOfRun(parts: Parts, run: RunOfSubject): Promise<Subject> {
  const { subject, then } = await subjectNow(parts, run)
  if (then.policy_sha === subject.lineage.policy_sha || then.policy_sha === null)
    return { ...subject, lineage: then }
  const snapshot = await findPolicySnapshot(parts.db, then.policy_sha)
  return { ...subject, lineage: then, policy: snapshot ? normalisePolicy(snapshot) : subject.policy }
}

/** The model or file of a fit, where it is still what it was. */
async function unchangedSubject(parts: Parts, run: Training): Promise<Subject> {
  const { subject } = await subjectNow(parts, run)
  refuseChanged('training', run, subject.lineage)
  return subject
}

async function subjectNow(parts: Parts, run: RunOfSubject) {
  const then = lineageSchema.parse(run.lineage)
  const { csv } = paramsSchema.parse(run.params).data
  // A file that belongs to no model has no config.
  const isForeign = then.model_config_sha === null
  const subject = await resolveSubject(parts, {
    packId: run.packId,
    riskProfile: then.risk_profile,
    ...(!isForeign && { modelId: run.modelId }),
    ...(csv !== undefined && { csv }),
  })
  return { subject, then }
}
