import type { Parts } from './parts.ts'
import { storedBacktest } from './storedBacktest.ts'
import { storedBuild } from './storedBuild.ts'
import { storedTraining } from './storedTraining.ts'
import { takeUpAll } from './takeUp.ts'

/** Queues the builds, trainings and backtests that processes left. */
export async function takeUpLeftRuns(parts: Parts): Promise<void> {
  await takeUpAll(parts, storedBuild)
  await takeUpAll(parts, storedTraining)
  await takeUpAll(parts, storedBacktest)
}
