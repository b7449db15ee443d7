import { setMaxListeners } from 'node:events'
import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { type FitResult, type FitTask, runFit } from '../core/backtest/fits.ts'
import { SigmaError } from '../core/errors.ts'

/** Fits models for many folds, on worker threads when there are any. */
export interface FitPool {
  readonly threads: number
  /** Results in the order of the tasks, whatever thread finished first. `onFit` is told after each. */
  run(
    columns: Float64Array[],
    tasks: FitTask[],
    options: { signal: AbortSignal; onFit: () => void },
  ): Promise<FitResult[]>
  close(): Promise<void>
}

/** What a worker is given: the feature columns, in shared memory, and one fit to do on them. */
export interface FitMessage {
  columns: Float64Array[]
  task: FitTask
}

/** A pool of `threads` (default: the cores). Worker threads start at the first fit that can use them. */
export function fitPool(threads = availableParallelism()): FitPool {
  let pool: Piscina<FitMessage, FitResult> | undefined

  async function runHere(
    columns: Float64Array[],
    tasks: FitTask[],
    signal: AbortSignal,
    onFit: () => void,
  ): Promise<FitResult[]> {
    const results: FitResult[] = []
    for (const task of tasks) {
      signal.throwIfAborted()
      results.push(runFit(columns, task))
      onFit()
      // Lets the server answer others, and a cancel arrive, between two fits.
      await nextTurn()
    }
    return results
  }

  async function runInThreads(
    columns: Float64Array[],
    tasks: FitTask[],
    signal: AbortSignal,
    onFit: () => void,
  ): Promise<FitResult[]> {
    pool ??= new Piscina<FitMessage, FitResult>({
      filename: workerFile(),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 2_000,
    })
    const started = pool
    const shared = columns.map(toSharedMemory)
    // One listener for each waiting fit is meant, not leaked.
    setMaxListeners(0, signal)
    return Promise.all(
      tasks.map(async (task) => {
        const result = await workerResult(started.run({ columns: shared, task }, { signal }))
        onFit()
        return result
      }),
    )
  }

  return {
    threads,
    run(columns, tasks, { signal, onFit }) {
      const useThreads = threads > 1 && tasks.length > 1
      return useThreads ? runInThreads(columns, tasks, signal, onFit) : runHere(columns, tasks, signal, onFit)
    },
    async close() {
      await pool?.destroy()
    },
  }
}

/** A worker that dies (out of memory, a crash) is reported with its cause, never as silence. */
async function workerResult(result: Promise<FitResult>): Promise<FitResult> {
  try {
    return await result
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      throw new SigmaError('UNAVAILABLE', 'a worker thread ran out of memory while fitting', {
        next: 'use fewer rows or features, or --threads 1',
        cause,
      })
    }
    throw cause
  }
}

function toSharedMemory(column: Float64Array): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(column.byteLength))
  shared.set(column)
  return shared
}

/** The built worker: beside the bundle, or in dist/ when this runs from its source. */
function workerFile(): string {
  const here = import.meta.url
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../../dist/fitWorker.mjs' : './fitWorker.mjs', here))
}
