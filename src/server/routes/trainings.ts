import type { TrainAnswer, TrainingRun } from '../../contract/types.ts'
import type { Parts } from '../../services/parts.ts'
import { runEvents, waitForRun } from '../../services/runEvents.ts'
import { findTraining, listTrainings, requireTraining } from '../../services/runs.ts'
import { trainModel } from '../../services/trainModel.ts'
import { trainPlots } from '../../services/trainPlots.ts'
import { toWorkFilter } from '../filters.ts'
import { storedPage } from '../pageOf.ts'
import { toTrainRequest } from '../requests.ts'
import type { Routes } from '../route.ts'
import { sendRunEvents } from '../sse.ts'
import { storedLineage } from '../stored.ts'
import { toExplanation, toTrainingRun, toTrainJob } from '../wire.ts'

type Served =
  | 'trainModel'
  | 'listTrainJobs'
  | 'getTrainJob'
  | 'streamTrainJob'
  | 'listTrainingRuns'
  | 'getTrainingRun'

export const trainingRoutes = (parts: Parts): Routes<Served> => ({
  async trainModel({ body, headers }, reply) {
    const { run, deduplicated, warnings } = await trainModel(parts, toTrainRequest(body))
    if (prefersAsync(headers.prefer)) {
      reply.code(202)
      return { ok: true, job_id: run.id, status: run.status, deduplicated, warnings }
    }
    const done = await waitForRun(parts, run.id, () => findTraining(parts, run.id))
    const lineage = storedLineage(done.lineage)
    return { ...toAnswer(toTrainingRun(done), { deduplicated, warnings, lineage }), ...toExplanation(done) }
  },

  async listTrainJobs({ query }) {
    const { rows, answer } = await storedPage(query, (page) =>
      listTrainings(parts, toWorkFilter(query), page),
    )
    return { ...answer, rows: rows.map(toTrainJob) }
  },

  async getTrainJob({ params: { job_id } }) {
    return { ok: true, ...toTrainJob(await requireTraining(parts, job_id)) }
  },

  streamTrainJob({ params: { job_id } }, reply) {
    return sendRunEvents(
      reply,
      runEvents(parts, job_id, () => findTraining(parts, job_id)),
    )
  },

  async listTrainingRuns({ query }) {
    const { rows, answer } = await storedPage(query, (page) =>
      listTrainings(parts, toWorkFilter(query), page),
    )
    return { ...answer, rows: rows.map(toTrainingRun) }
  },

  async getTrainingRun({ params: { training_run_id }, query }) {
    const run = await requireTraining(parts, training_run_id)
    const explained = toExplanation(run)
    const plots = query.plots ? await trainPlots(run.modelId, explained) : undefined
    return { ok: true, run_id: run.id, ...toTrainingRun(run), ...explained, ...(plots && { plots }) }
  },
})

/** RFC 7240: the client does not want to wait. */
function prefersAsync(prefer: string | string[] | undefined): boolean {
  return [prefer ?? []].flat().some((value) => value.includes('respond-async'))
}

function toAnswer(
  run: TrainingRun,
  {
    deduplicated,
    warnings,
    lineage,
  }: { deduplicated: boolean; warnings: string[]; lineage: TrainAnswer['lineage'] | null },
): TrainAnswer {
  const {
    id,
    model_id,
    pack_id,
    model_out_uri,
    model_sha,
    rows,
    features,
    classes,
    calibration,
    metrics,
    metrics_basis,
    gate_state,
    timings,
  } = run
  return {
    ok: true,
    run_id: id,
    model_id,
    pack_id,
    model_out: model_out_uri ?? '',
    ...(model_sha != null && { model_sha }),
    rows: rows ?? 0,
    features: features ?? [],
    ...(classes && { classes }),
    ...(calibration && { calibration }),
    ...(metrics && { metrics }),
    ...(metrics_basis && { metrics_basis }),
    ...(gate_state && { gate_state }),
    ...(lineage && { lineage }),
    ...(timings && { timings }),
    deduplicated,
    warnings,
  }
}
