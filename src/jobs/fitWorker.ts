import { type FitResult, runFit } from '../core/backtest/fits.ts'
import type { FitMessage } from './fitPool.ts'

/** The entry of a worker thread: one fit a message. */
export default function fit({ columns, task }: FitMessage): FitResult {
  return runFit(columns, task)
}
