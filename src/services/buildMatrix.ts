import type { BandRule } from '../core/labels/index.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import {
  type LeakageReport,
  leakageScan,
  type MatrixMeta,
  type MatrixPreview,
  matrixMeta,
  previewMatrix,
} from '../core/matrix/index.ts'
import { writeDataset, writeMatrixCsv } from '../data/matrixFile.ts'
import { type Build, findBuildByRequestKey, insertBuild, updateBuild } from '../store/builds.ts'
import { findMatrix, insertMatrix } from '../store/matrices.ts'
import { type Asked, findOrInsert, newWork } from './asked.ts'
import { labelAssumptions } from './cardAssumptions.ts'
import { leakageRisks, sentence } from './cardRisks.ts'
import { type Growth, growMatrix } from './growMatrix.ts'
import { keepFile } from './keepFile.ts'
import { judgeLeaks } from './leakage.ts'
import { type MatrixPlan, type MatrixRequest, planMatrix } from './matrixPlan.ts'
import { keepCard } from './modelCards.ts'
import type { Parts } from './parts.ts'
import { findMatrixRecord, readDatasetOf } from './storedMatrix.ts'
import { resolveSubject, type Subject, type SubjectRequest } from './subject.ts'
import { startWork } from './work.ts'
import { outputPath, shownPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

export interface BuildRequest extends SubjectRequest, MatrixRequest {
  modelId: string
  /** A copy inside the workspace, as CSV or Parquet. */
  out?: string
  format?: 'csv' | 'parquet'
  tag?: string
  force?: boolean
  /** Whether the answer to the run holds the preview. */
  preview?: boolean
}

/** What is kept of a matrix beside its files. */
interface MatrixRecord extends MatrixMeta {
  pack_id: string
  model_id: string
  source: string
  label: object
  hours: number[] | null
  band: BandRule | null
  horizon: number
  ledger_key: string
  /** What was asked for, so that the matrix can be planned again. */
  request: MatrixRequest
  leakage: LeakageReport
  preview: MatrixPreview
  size_bytes: number
}

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
        lineage: { ...subject.lineage, matrix_sha: plan.sha, engine_version: parts.engineVersion },
      }),
  })
  if (deduplicated) {
    // What was asked for last is the model's matrix, and a copy that was removed since is wanted again.
    const known = await updateBuild(parts.db, run.id, { askedAt: time })
    if (known.status === 'completed') await copyOut(parts, plan.sha, request)
    return { run: known, deduplicated, cached: true, warnings: plan.warnings }
  }
  startWork(parts, {
    kind: 'build',
    id: run.id,
    save: (changes) => updateBuild(parts.db, run.id, changes),
    async work({ report }) {
      const started = performance.now()
      report({ done: 0, total: 1, message: cached ? 'reading the stored matrix' : 'computing the matrix' })
      const growth = cached
        ? {}
        : await storeMatrix(parts, subject, plan, { buildRunId: run.id, force: request.force })
      const outUri = await copyOut(parts, plan.sha, request)
      const timings = { total_ms: performance.now() - started }
      await updateBuild(parts.db, run.id, {
        progress: 100,
        outCsvUri: outUri,
        metrics: { matrix_cached: cached, timings, ...growth },
      })
      const { record } = await findMatrixRecord(parts, plan.sha)
      if (!cached) parts.meters.rowsBuilt(record.rows)
      await keepCard(parts, subject, {
        event: 'build',
        run_id: run.id,
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
  return { run, deduplicated: false, cached, warnings: plan.warnings }
}

/**
 * Computes a matrix and keeps it: from where a stored one ends that has the same beginning, unless `force` is given.
 * `buildRunId` is absent where a run needs it without a build of its own.
 */
export async function storeMatrix(
  parts: Parts,
  subject: Subject,
  plan: MatrixPlan,
  { buildRunId, force = false }: { buildRunId?: string; force?: boolean | undefined } = {},
): Promise<Growth> {
  const run = buildRunId === undefined ? {} : { buildRunId }
  const warnings = [...plan.warnings]
  const { computed: built, growth, checkpoint } = await growMatrix(parts, plan, force, warnings)
  const { matrix, horizon, origin } = built
  const leakage = leakageScan({ matrix, horizon, origin })
  const files = writeDataset(built)
  const matrixFile = await keepFile(parts, files.matrix, { kind: 'matrix', extension: 'parquet' }, run)
  const barsFile = await keepFile(
    parts,
    files.bars ?? new Uint8Array(),
    { kind: 'other', extension: 'parquet' },
    run,
  )
  const checkpointFile = await keepFile(parts, checkpoint, { kind: 'other', extension: 'checkpoint' }, run)
  const record: MatrixRecord = {
    ...matrixMeta(built.matrix, {
      sha: plan.sha,
      sources: plan.sourceIds,
      dropped: built.dropped,
      warnings: [...warnings, ...built.warnings],
    }),
    pack_id: subject.packId,
    model_id: subject.modelId,
    source: plan.source,
    label: plan.label,
    hours: plan.hours,
    band: plan.band,
    horizon: built.horizon,
    ledger_key: sha256OfJson(plan.ledger),
    request: plan.request,
    leakage,
    preview: previewMatrix(built.matrix),
    size_bytes: matrixFile.size,
  }
  await insertMatrix(parts.db, {
    sha: plan.sha,
    meta: record,
    matrixUri: matrixFile.uri,
    barsUri: barsFile.uri,
    growth: {
      family: plan.family,
      bars: growth.bars,
      barsSha: plan.barsSha,
      checkpointUri: checkpointFile.uri,
    },
    createdAt: parts.now().toISOString(),
  })
  return growth
}

/**
 * Writes the copy that was asked for, whole or not at all, with a sidecar `<file>.json` that says what it is; tells the
 * path of the copy inside the workspace.
 */
async function copyOut(parts: Parts, sha: string, { out, format }: BuildRequest): Promise<string | null> {
  if (out === undefined) return null
  const path = outputPath(parts.workspace, out, 'out')
  const dataset = await readDatasetOf(parts, sha)
  const asCsv = (format ?? (out.endsWith('.parquet') ? 'parquet' : 'csv')) === 'csv'
  await writeWhole(path, asCsv ? writeMatrixCsv(dataset) : writeDataset(dataset).matrix)
  const { record } = await findMatrixRecord(parts, sha)
  await writeWhole(`${path}.json`, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`))
  return shownPath(parts.workspace, path)
}
