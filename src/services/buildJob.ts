import type { JobContext } from '../jobs/queue.ts'
import { updateBuild } from '../store/builds.ts'
import { leaveRun } from '../store/leftRuns.ts'
import { labelAssumptions } from './cardAssumptions.ts'
import { leakageRisks, sentence } from './cardRisks.ts'
import { type CopyRequest, copyOut } from './copyMatrix.ts'
import type { Growth } from './growMatrix.ts'
import { judgeLeaks } from './leakage.ts'
import type { MatrixPlan, MatrixRequest } from './matrixPlan.ts'
import { findMatrixRecord } from './matrixRecord.ts'
import { keepCard } from './modelCards.ts'
import type { Parts } from './parts.ts'
import { withSavedProgress } from './savedProgress.ts'
import { storeMatrix } from './storeMatrix.ts'
import type { Subject, SubjectRequest } from './subject.ts'
import { startWork } from './work.ts'

export interface BuildRequest extends SubjectRequest, MatrixRequest, CopyRequest {
  modelId: string
  tag?: string
  force?: boolean
  /** Whether the answer to the run holds the preview. */
  preview?: boolean
}

/** A build with everything that it takes. */
export interface BuildTask {
  subject: Subject
  plan: MatrixPlan
  request: BuildRequest
  /** Whether an equal matrix is stored, which is to serve. */
  cached: boolean
}

/** Computes the matrix, and tells how many of its tickers are done. */
function computeAndStore(
  parts: Parts,
  id: string,
  { subject, plan, request: { force } }: Omit<BuildTask, 'cached'>,
  context: JobContext,
): Promise<Growth> {
  const total = plan.instruments.length
  const save = (changes: { progress: number }) => updateBuild(parts.db, id, changes, parts.owner)
  return withSavedProgress(parts, `build ${id}`, context, save, (report) => {
    const onTicker = (done: number): void => report({ done, total, message: 'computing the matrix' })
    onTicker(0)
    return storeMatrix(parts, subject, plan, { buildRunId: id, force, signal: context.signal, onTicker })
  })
}

/**
 * Works on a build as a job of this process. It ends between two of its steps when it is canceled; a server that stops leaves
 * it to the next one.
 *
 * @param prepare gets what it takes, once it is its turn
 */
export function startBuild(parts: Parts, id: string, prepare: () => BuildTask | Promise<BuildTask>): void {
  startWork(parts, {
    kind: 'build',
    id,
    save: (changes) => updateBuild(parts.db, id, changes, parts.owner),
    leave: () => leaveRun(parts.db, 'build', id, parts.owner),
    async work(context) {
      const { report, signal } = context
      const { subject, plan, request, cached } = await prepare()
      signal.throwIfAborted()
      const started = performance.now()
      if (cached) report({ done: 0, total: 1, message: 'reading the stored matrix' })
      const growth = cached ? {} : await computeAndStore(parts, id, { subject, plan, request }, context)
      signal.throwIfAborted()
      const outUri = await copyOut(parts, plan.sha, request)
      const timings = { total_ms: performance.now() - started }
      await updateBuild(parts.db, id, {
        progress: 100,
        outCsvUri: outUri,
        metrics: { matrix_cached: cached, timings, ...growth },
      })
      const { record } = await findMatrixRecord(parts, plan.sha)
      if (!cached) parts.meters.rowsBuilt(record.rows)
      await keepCard(parts, subject, {
        event: 'build',
        run_id: id,
        lineage: { ...subject.lineage, matrix_sha: plan.sha },
        params: { label: plan.label, indicators: plan.indicators, hours: plan.hours, source: plan.source },
        metrics: { rows: record.rows, matrix_cached: cached },
        features: record.features,
        window: {
          train_start: record.window?.start ?? null,
          train_end: record.window?.end ?? null,
          test_start: null,
          test_end: null,
        },
        evaluation: null,
        assumptions: labelAssumptions(plan.label, plan.band, plan.hours),
        risks: [
          ...leakageRisks(judgeLeaks(record.leakage, subject.pack).verdict),
          ...plan.warnings.map(sentence),
        ],
        outputs: { classes: null, calibration: null, thresholds: null, top_pct: null },
      })
    },
  })
}
