import type { TrainAnswer, TrainingRun } from '../../contract/types.ts'
import { keepReport } from '../../services/keepReport.ts'
import type { Parts } from '../../services/parts.ts'
import { promote } from '../../services/promote.ts'
import { runEvents, waitForRun } from '../../services/runEvents.ts'
import { findTraining, listTrainings, requireTraining } from '../../services/runs.ts'
import { cancelTraining, listTrainJobs, requireTrainJob, retryTraining } from '../../services/trainingJobs.ts'
import { trainModel } from '../../services/trainModel.ts'
import { trainPlots } from '../../services/trainPlots.ts'
import { toWorkFilter } from '../filters.ts'
import { storedPage } from '../pageOf.ts'
import { toPromotions } from '../promotionRequests.ts'
import { toTrainRequest } from '../requests.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { sendRunEvents } from '../sse.ts'
import { storedLineage } from '../stored.ts'
import { toExplanation, toTrainingRun } from '../wire.ts'
import { toAcceptedJob, toTrainJob } from '../wirePromotion.ts'

export const trainingRoutes = (parts: Parts): Routes<Served<'trainings'>> => ({
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

  async submitTrainBatch({ body }, reply) {
    const { promotions, warnings } = await promote(parts, toPromotions(body))
    const jobs = promotions.map(toAcceptedJob)
    reply.code(202)
    return { ok: true, job_ids: jobs.map(({ job_id }) => job_id), jobs, warnings }
  },

  async listTrainJobs({ query }) {
    const { rows, answer } = await storedPage(query, (page) =>
      listTrainJobs(parts, toWorkFilter(query), page),
    )
    return { ...answer, rows: rows.map(toTrainJob) }
  },

  async getTrainJob({ params: { job_id } }) {
    return { ok: true, ...toTrainJob(await requireTrainJob(parts, job_id)) }
  },

  streamTrainJob({ params: { job_id } }, reply) {
    return sendRunEvents(
      reply,
      runEvents(parts, job_id, () => findTraining(parts, job_id)),
    )
  },

  async cancelTrainJob({ params: { job_id } }) {
    return { ok: true, ...toTrainJob(await cancelTraining(parts, job_id)) }
  },

  async retryTrainJob({ params: { job_id } }, reply) {
    const run = await retryTraining(parts, job_id)
    reply.code(202)
    return { ok: true, job_id, status: run.status, deduplicated: false, warnings: [] }
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
    if (query.keep && plots) {
      for (const picture of Object.values(plots)) {
        await keepReport(parts, { kind: 'train', id: run.id }, 'svg', picture)
      }
    }
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
