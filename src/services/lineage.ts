import { SigmaError } from '../core/errors.ts'
import { listArtifacts } from '../store/artifacts.ts'
import { findBuildOf, listMadeOfMatrix, listVariants, type NamedRun } from '../store/madeOf.ts'
import { findMatrix } from '../store/matrices.ts'
import type { Listed } from '../store/page.ts'
import { findSelection } from '../store/selections.ts'
import { findSignal, type ListedSignal, listSignals } from '../store/signals.ts'
import { listPromotedFrom } from '../store/trainings.ts'
import { findTrainJob } from '../store/trainJobs.ts'
import type { Work } from '../store/work.ts'
import { type LineageNode, matrixNodes, settingsNodes } from './lineageNodes.ts'
import type { Parts } from './parts.ts'
import {
  type Backtest,
  type Build,
  findBacktest,
  findBuild,
  findSweep,
  findTraining,
  type Sweep,
  type Training,
} from './runs.ts'
import { promotedFrom } from './trainingTask.ts'

export type { LineageNode } from './lineageNodes.ts'

/** From where a run or a matrix came, and what came of it. */
export interface FoundLineage {
  self: LineageNode
  /** What it is made of, from the data on. */
  madeOf: LineageNode[]
  /** What was made of it: its files, then runs, oldest first. */
  made: LineageNode[]
  /** How many those are in all, where not all are told. */
  madeTotal: number
}

/** The most that is told of each kind of what was made. */
const toldAtMost = 200

type Found =
  | { kind: 'build'; run: Build }
  | { kind: 'training'; run: Training }
  | { kind: 'backtest'; run: Backtest }
  | { kind: 'sweep'; run: Sweep }

/** Follows the chain of a build, training, backtest, sweep, matrix or signal, both ways. Throws NOT_FOUND for another id. */
export async function findLineage(parts: Parts, id: string): Promise<FoundLineage> {
  const found = await findRun(parts, id)
  if (found) return lineageOfRun(parts, found)
  if (await findMatrix(parts.db, id)) return lineageOfMatrix(parts, id)
  const signal = await findSignal(parts.db, id)
  if (signal) return lineageOfSignal(parts, signal)
  throw new SigmaError('NOT_FOUND', `there is no run, matrix or signal ${id} in this workspace`, {
    next: 'sigma runs backtest, sigma runs train, sigma runs build, sigma sweep list and sigma signals show the ids',
  })
}

/** Of a trained model's all that the model is made of; of a scanner's the files that its rules stand in. */
async function lineageOfSignal(parts: Parts, signal: ListedSignal): Promise<FoundLineage> {
  const { trainingRunId, modelId, packId } = signal
  const training = trainingRunId === null ? undefined : await findTraining(parts, trainingRunId)
  const of = training && (await lineageOfRun(parts, { kind: 'training', run: training }))
  const { packSha, indicatorSetSha, modelConfigSha, policySha, riskSha } = signal.lineage
  const files: [LineageNode['kind'], string | null][] = [
    ['pack', packSha],
    ['indicator_set', indicatorSetSha],
    ['model_config', modelConfigSha],
  ]
  // Policy and risk are those of the day of the signal; the rest is the model's.
  const own: [LineageNode['kind'], string | null][] = [
    ...(of ? [] : files),
    ['policy', policySha],
    ['risk', riskSha],
  ]
  return {
    self: signalNode(signal),
    madeOf: [
      ...(of?.madeOf ?? []).filter(({ kind }) => kind !== 'policy' && kind !== 'risk'),
      ...(of ? [of.self] : []),
      ...own.flatMap(([kind, id]): LineageNode[] =>
        id === null ? [] : [{ kind, id, name: `${packId}/${modelId}` }],
      ),
    ],
    made: [],
    madeTotal: 0,
  }
}

function signalNode({
  id,
  packId,
  modelId,
  ticker,
  side,
  date,
  status,
  createdAt,
}: ListedSignal): LineageNode {
  return {
    kind: 'signal',
    id,
    name: `${packId}/${modelId}`,
    detail: `${side} ${ticker} on ${date}, ${status}`,
    createdAt,
  }
}

async function findRun(parts: Parts, id: string): Promise<Found | undefined> {
  const backtest = await findBacktest(parts, id)
  if (backtest) return { kind: 'backtest', run: backtest }
  const sweep = await findSweep(parts, id)
  if (sweep) return { kind: 'sweep', run: sweep }
  const training = await findTraining(parts, id)
  if (training) return { kind: 'training', run: training }
  const build = await findBuild(parts, id)
  return build && { kind: 'build', run: build }
}

async function lineageOfRun(parts: Parts, found: Found): Promise<FoundLineage> {
  const { kind, run } = found
  const matrixSha = run.lineage?.matrix_sha
  const { rows, total } = await madeOfRun(parts, found)
  return {
    self: workNode(kind, run),
    madeOf: [
      ...(typeof matrixSha === 'string' ? await matrixNodes(parts, matrixSha, { csv: fileOf(found) }) : []),
      ...(typeof matrixSha === 'string' && kind !== 'build' ? await buildNode(parts, matrixSha) : []),
      ...(await settingsNodes(parts, run)),
      ...(kind === 'backtest' ? await backtestNodes(parts, run) : []),
      ...(kind === 'training' ? await originNodes(parts, run) : []),
    ],
    made: rows,
    madeTotal: total,
  }
}

async function lineageOfMatrix(parts: Parts, sha: string): Promise<FoundLineage> {
  const nodes = await matrixNodes(parts, sha, { csv: null })
  const self = nodes.find(({ kind }) => kind === 'matrix')
  if (!self) throw new Error(`the matrix ${sha} is not among its own parts`)
  const made = await listMadeOfMatrix(parts.db, sha, toldAtMost)
  return {
    self,
    madeOf: [...nodes.filter((node) => node !== self), ...(await buildNode(parts, sha))],
    made: made.rows.map(runNode),
    madeTotal: made.total,
  }
}

/** The file that a run read in place of a matrix of its model's. */
function fileOf({ kind, run }: Found): string | null {
  const data =
    kind === 'sweep' ? nested(run.request?.data) : nested(kind === 'build' ? null : run.params.data)
  return typeof data?.csv === 'string' ? data.csv : null
}

function nested(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null
}

async function buildNode({ db }: Parts, matrixSha: string): Promise<LineageNode[]> {
  const build = await findBuildOf(db, matrixSha)
  return build ? [runNode(build)] : []
}

async function backtestNodes(parts: Parts, run: Backtest): Promise<LineageNode[]> {
  const sweep = run.sweepId === null ? undefined : await findSweep(parts, run.sweepId)
  return [
    ...(sweep ? [workNode('sweep', sweep)] : []),
    ...(run.ledgerKey === null
      ? []
      : [
          {
            kind: 'ledger' as const,
            id: run.ledgerKey,
            detail: run.ledgerSeq === null ? null : `${run.ledgerSeq} trials on this data when it was judged`,
          },
        ]),
    ...(run.trialSha === null ? [] : [{ kind: 'trial' as const, id: run.trialSha }]),
  ]
}

/** Of a promoted model: the backtest that it is of, and the selection that this was in. */
async function originNodes(parts: Parts, run: Training): Promise<LineageNode[]> {
  const id = promotedFrom(run)
  if (id === null) return []
  const backtest = await findBacktest(parts, id)
  const selectionId = (await findTrainJob(parts.db, run.id))?.selectionId ?? null
  const selection = selectionId === null ? undefined : await findSelection(parts.db, selectionId)
  return [
    backtest ? workNode('backtest', backtest) : { kind: 'backtest', id, kept: false },
    ...(selection
      ? [
          {
            kind: 'selection' as const,
            id: selection.id,
            detail: `${selection.items.length} backtests`,
            createdAt: selection.createdAt,
          },
        ]
      : []),
  ]
}

async function madeOfRun(parts: Parts, { kind, run }: Found): Promise<Listed<LineageNode>> {
  const files = await fileNodes(parts, run.id)
  if (kind === 'sweep') {
    const variants = await listVariants(parts.db, run.id, toldAtMost)
    return { rows: [...files.rows, ...variants.rows.map(runNode)], total: files.total + variants.total }
  }
  if (kind === 'backtest') {
    const promoted = await listPromotedFrom(parts.db, run.id, toldAtMost)
    const models = promoted.toReversed().map((one) => workNode('training', one))
    return { rows: [...files.rows, ...models], total: files.total + models.length }
  }
  if (kind === 'training') {
    const signals = await listSignals(parts.db, { trainingRunId: run.id }, { limit: toldAtMost, offset: 0 })
    const nodes = signals.rows.toReversed().map(signalNode)
    return { rows: [...files.rows, ...nodes], total: files.total + signals.total }
  }
  if (kind !== 'build' || run.matrixSha === null || run.status !== 'completed') return files
  const runs = await listMadeOfMatrix(parts.db, run.matrixSha, toldAtMost)
  return { rows: [...files.rows, ...runs.rows.map(runNode)], total: files.total + runs.total }
}

async function fileNodes({ db, artifacts }: Parts, runId: string): Promise<Listed<LineageNode>> {
  const { rows, total } = await listArtifacts(db, { runId }, { limit: toldAtMost, offset: 0 })
  const nodes = rows.toReversed().map(async ({ uri, kind, sha256, createdAt }) => ({
    kind: 'file' as const,
    id: uri,
    name: kind,
    detail: `sha256 ${sha256}`,
    createdAt,
    kept: await artifacts.exists(uri),
  }))
  return { rows: await Promise.all(nodes), total }
}

function workNode(
  kind: NamedRun['kind'],
  { id, packId, modelId, tag, status, createdAt }: Work,
): LineageNode {
  return runNode({ kind, id, packId, modelId, tag, status, createdAt })
}

function runNode({ kind, id, packId, modelId, tag, status, createdAt }: NamedRun): LineageNode {
  return {
    kind,
    id,
    name: `${packId}/${modelId}`,
    status,
    createdAt,
    detail: tag === null ? null : `tag ${tag}`,
  }
}
