import { binFit, type FitResult, type FitTask, runFit } from '../core/backtest/fits.ts'
import { threadEngine } from './threadEngine.ts'

/** What a worker is given: the feature columns, in shared memory, and one fit to do on them. */
export interface FitMessage {
  columns: Float64Array[]
  task: FitTask
  /** Threads that this one fit may use. */
  threads: number
}

/** A fit, with the milliseconds that went into binning its features; the core itself has no clock. */
export interface TimedFit extends FitResult {
  binMs: number
}

export function timedFit({ columns, task, threads }: FitMessage): TimedFit {
  const started = performance.now()
  const engine = threadEngine(threads)
  const binned = binFit(columns, task, engine)
  const binMs = performance.now() - started
  return { ...runFit(columns, task, binned, engine), binMs }
}
