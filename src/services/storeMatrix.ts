import { rm } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { StoredArtifact } from '../artifacts/artifacts.ts'
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
import type { Dataset } from '../core/matrix/matrix.ts'
import type { FeatureShelf } from '../core/matrix/universe.ts'
import type { WrittenFile } from '../data/fileWriter.ts'
import { matrixFileWriter, writeMatrix, writePricesOf } from '../data/matrixFile.ts'
import type { ArtifactRun } from '../store/artifacts.ts'
import { insertMatrix, type NewMatrix } from '../store/matrices.ts'
import { inTransaction } from '../store/transaction.ts'
import { shelfFor } from './featureShelf.ts'
import { type Growth, growMatrix } from './growMatrix.ts'
import { keepFile, notStored } from './keepFile.ts'
import { isLarge } from './largeMatrix.ts'
import type { MatrixPlan, MatrixRequest } from './matrixPlan.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

const matrixOptions = { kind: 'matrix', extension: 'parquet' } as const

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
  /** Of how many files it is; absent of one. */
  partitions?: number
}

/**
 * Computes a matrix and keeps it: from where a stored one ends that has the same beginning, unless `force` is given.
 * `buildRunId` is absent where a run needs it without a build of its own. Gives up between two steps when the signal is
 * aborted: nothing of the matrix is known then. Of a large universe the features of one ticker are in memory at a time.
 */
export async function storeMatrix(
  parts: Parts,
  subject: Subject,
  plan: MatrixPlan,
  options: StoreOptions = {},
): Promise<Growth> {
  const shelf = await shelfFor(parts, plan)
  try {
    return await computeAndKeep(parts, subject, plan, { ...options, shelf })
  } finally {
    await shelf?.close()
  }
}

interface StoreOptions {
  buildRunId?: string
  force?: boolean | undefined
  signal?: AbortSignal
  /** Told how many of several tickers are done. */
  onTicker?: ((done: number) => void) | undefined
}

async function computeAndKeep(
  parts: Parts,
  subject: Subject,
  plan: MatrixPlan,
  {
    buildRunId,
    force = false,
    signal = parts.stopping,
    onTicker,
    shelf,
  }: StoreOptions & { shelf: FeatureShelf | undefined },
): Promise<Growth> {
  /** The steps are long, and whoever wants to stop it is heard in between alone. */
  const betweenSteps = () => setImmediate(undefined, { signal })

  const run = buildRunId === undefined ? {} : { buildRunId }
  const warnings = [...plan.warnings]
  const {
    computed: built,
    growth,
    checkpoint,
  } = await growMatrix(parts, plan, force, warnings, {
    signal,
    shelf,
    onTicker,
  })
  await betweenSteps()
  const { matrix, horizon, origin } = built
  const leakage = leakageScan({ matrix, horizon, origin })
  await betweenSteps()
  const matrixFiles = await keepMatrix(parts, built, run, betweenSteps)
  await betweenSteps()
  const bars = writePricesOf(built) ?? new Uint8Array()
  const barsFile = await keepFile(parts, bars, { kind: 'other', extension: 'parquet' }, run)
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
    size_bytes: matrixFiles.reduce((total, { size }) => total + size, 0),
    ...(matrixFiles.length > 1 && { partitions: matrixFiles.length }),
  }
  await betweenSteps()
  const row: NewMatrix = {
    sha: plan.sha,
    meta: record,
    matrixUris: matrixFiles.map(({ uri }) => uri),
    barsUri: barsFile.uri,
    growth: {
      family: plan.family,
      bars: growth.bars,
      barsSha: plan.barsSha,
      checkpointUri: checkpointFile.uri,
    },
    createdAt: parts.now().toISOString(),
  }
  await inTransaction(parts.db, {}, (trx) => insertMatrix(trx, row))
  return growth
}

/** Stores the rows of a dataset; those of a large one are written to the disk at once, as several files. */
async function keepMatrix(
  parts: Parts,
  dataset: Dataset,
  run: ArtifactRun,
  betweenFiles: () => Promise<void>,
): Promise<StoredArtifact[]> {
  const { ts, features } = dataset.matrix
  if (!isLarge(parts, ts.length, features.length))
    return [await keepFile(parts, writeMatrix(dataset), matrixOptions, run)]
  const write = matrixFileWriter(dataset)
  const kept: StoredArtifact[] = []
  for (let begin = 0; begin < ts.length; begin += parts.partitionRows) {
    if (begin > 0) await betweenFiles()
    const span = { begin, end: Math.min(ts.length, begin + parts.partitionRows) }
    kept.push(await keepWritten(parts, (file) => write(file, span), run))
  }
  return kept
}

async function keepWritten(
  parts: Parts,
  write: (file: string) => WrittenFile,
  run: ArtifactRun,
): Promise<StoredArtifact> {
  const file = await parts.artifacts.aside()
  try {
    const { sha256 } = write(file)
    return await keepFile(parts, { file, sha256 }, matrixOptions, run)
  } catch (cause) {
    throw notStored(cause)
  } finally {
    await rm(file, { force: true })
  }
}
