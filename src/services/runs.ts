import { SigmaError } from '../core/errors.ts'
import * as backtests from '../store/backtests.ts'
import * as builds from '../store/builds.ts'
import * as leaderboard from '../store/leaderboard.ts'
import type { Listed, Page } from '../store/page.ts'
import type { SweepResult } from '../store/sweepResults.ts'
import * as sweepResults from '../store/sweepResults.ts'
import * as sweeps from '../store/sweeps.ts'
import * as trainings from '../store/trainings.ts'
import type { WorkFilter } from '../store/work.ts'
import { selectionTuple } from './backtestRequest.ts'
import { judgeLeaks } from './leakage.ts'
import { fillFirstVerdicts } from './ledger.ts'
import { findMatrixRecord, type MatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import { readTrial } from './storedTrial.ts'

export type { Artifact } from '../store/artifacts.ts'
export type { Backtest } from '../store/backtests.ts'
export type { Build } from '../store/builds.ts'
export type { Run } from '../store/runs.ts'
export type { SweepResult } from '../store/sweepResults.ts'
export type { Sweep } from '../store/sweeps.ts'
export type { Training } from '../store/trainings.ts'
export type { RunError, WorkFilter } from '../store/work.ts'

// Runs as the server asks for them: what the store keeps, with NOT_FOUND for unknown ids.

export const findBuild = ({ db }: Parts, id: string) => builds.findBuild(db, id)
export const findTraining = ({ db }: Parts, id: string) => trainings.findTraining(db, id)
export const findBacktest = ({ db }: Parts, id: string) => backtests.findBacktest(db, id)
export const findSweep = ({ db }: Parts, id: string) => sweeps.findSweep(db, id)

export const listBuilds = ({ db }: Parts, filter: WorkFilter, page: Page) =>
  builds.listBuilds(db, filter, page)
export const listTrainings = ({ db }: Parts, filter: WorkFilter, page: Page) =>
  trainings.listTrainings(db, filter, page)
export const listBacktests = ({ db }: Parts, filter: backtests.BacktestFilter, page: Page) =>
  backtests.listBacktests(db, filter, page)
export const listSweeps = ({ db }: Parts, filter: WorkFilter, page: Page) =>
  sweeps.listSweeps(db, filter, page)

/** Completed backtests, those that passed their gate first: as they are judged now, or were when they ended. */
export async function listLeaderboard(
  { db }: Parts,
  filter: leaderboard.LeaderboardFilter,
  order: leaderboard.LeaderboardOrder,
  page: Page,
): Promise<Listed<backtests.Backtest>> {
  if (filter.asOfRun) await fillFirstVerdicts({ db })
  return leaderboard.listLeaderboard(db, filter, order, page)
}

/** How many variants of a sweep pass their gate, as they are judged now. */
export const countPassing = ({ db }: Parts, sweepId: string): Promise<number> =>
  leaderboard.countPassing(db, sweepId)

/** A build with the record of its matrix; null while it has none. */
export async function findBuildRecord(
  parts: Parts,
  id: string,
): Promise<{ build: builds.Build; record: MatrixRecord | null }> {
  const build = await requireBuild(parts, id)
  if (build.status !== 'completed' || build.matrixSha === null) return { build, record: null }
  const { record } = await findMatrixRecord(parts, build.matrixSha)
  const pack = await parts.packs.get(build.packId)
  return { build, record: { ...record, leakage: judgeLeaks(record.leakage, pack) } }
}

export async function requireBuild(parts: Parts, id: string): Promise<builds.Build> {
  const build = await findBuild(parts, id)
  if (!build) throw unknown('build', id, 'sigma runs build lists them')
  return build
}

export async function requireBacktestRun(parts: Parts, id: string): Promise<backtests.Backtest> {
  const run = await findBacktest(parts, id)
  if (!run) throw unknown('backtest', id, 'sigma runs backtest lists them')
  return run
}

export async function requireTraining(parts: Parts, id: string): Promise<trainings.Training> {
  const run = await findTraining(parts, id)
  if (!run) throw unknown('training', id, 'sigma runs train lists them')
  return run
}

export async function requireSweep(parts: Parts, id: string): Promise<sweeps.Sweep> {
  const sweep = await findSweep(parts, id)
  if (!sweep) throw unknown('sweep', id, 'sigma sweep list lists them')
  return sweep
}

function unknown(what: string, id: string, next: string): SigmaError {
  return new SigmaError('NOT_FOUND', `there is no ${what} ${id}`, { next })
}

/** The variants of a sweep that are done or have failed, in its order. */
/** Variants in the order in which they are tried, with the thresholds or the share of each. */
export async function sweepVariants(
  { db }: Parts,
  id: string,
): Promise<(SweepResult & { value: string | null })[]> {
  const variants = await sweepResults.listSweepResults(db, id)
  return variants.map((one) => ({
    ...one,
    value: one.kind === 'other' ? null : selectionTuple(readTrial(one.params).selection).value,
  }))
}

export const sweepRungs = ({ db }: Parts, id: string): Promise<Map<string, number>> =>
  sweepResults.sweepRungs(db, id)
