import { setImmediate } from 'node:timers/promises'
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
import { writeDataset } from '../data/matrixFile.ts'
import { insertMatrix } from '../store/matrices.ts'
import { type Growth, growMatrix } from './growMatrix.ts'
import { keepFile } from './keepFile.ts'
import type { MatrixPlan, MatrixRequest } from './matrixPlan.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

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
  features_sha: string
  leakage: LeakageReport
  preview: MatrixPreview
  size_bytes: number
}

/**
 * Computes a matrix and keeps it: from where a stored one ends that has the same beginning, unless `force` is given.
 * `buildRunId` is absent where a run needs it without a build of its own. Gives up between two steps when the signal is
 * aborted: nothing of the matrix is known then.
 */
export async function storeMatrix(
  parts: Parts,
  subject: Subject,
  plan: MatrixPlan,
  {
    buildRunId,
    force = false,
    signal = parts.stopping,
  }: { buildRunId?: string; force?: boolean | undefined; signal?: AbortSignal } = {},
): Promise<Growth> {
  /** The steps are long, and whoever wants to stop it is heard in between alone. */
  const betweenSteps = () => setImmediate(undefined, { signal })

  const run = buildRunId === undefined ? {} : { buildRunId }
  const warnings = [...plan.warnings]
  const { computed: built, growth, checkpoint } = await growMatrix(parts, plan, force, warnings, signal)
  await betweenSteps()
  const { matrix, horizon, origin } = built
  const leakage = leakageScan({ matrix, horizon, origin })
  await betweenSteps()
  const files = writeDataset(built)
  await betweenSteps()
  const matrixFile = await keepFile(parts, files.matrix, { kind: 'matrix', extension: 'parquet' }, run)
  await betweenSteps()
  const barsFile = await keepFile(
    parts,
    files.bars ?? new Uint8Array(),
    { kind: 'other', extension: 'parquet' },
    run,
  )
  await betweenSteps()
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
    features_sha: plan.featuresSha,
    leakage,
    preview: previewMatrix(built.matrix),
    size_bytes: matrixFile.size,
  }
  await betweenSteps()
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
