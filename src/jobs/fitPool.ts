import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { FitTask } from '../core/backtest/index.ts'
import { SigmaError } from '../core/errors.ts'
import { type FitMessage, type TimedFit, timedFit } from './timedFit.ts'

interface FitOptions {
  signal: AbortSignal
  /** Told after each fit. */
  onFit: () => void
  /** At most this many at a time; the pool's own number when absent. */
  threads?: number
}

/** Fits models for many folds, on worker threads when there are any. */
export interface FitPool {
  /** Results in the order of the tasks, whatever thread finished first: they don't depend on the number of threads. */
  run(columns: Float64Array[], tasks: FitTask[], options: FitOptions): Promise<TimedFit[]>
  close(): Promise<void>
}

export interface PoolOptions {
  /** The cores when absent. */
  threads?: number | undefined
  /** Whether this thread has others to answer meanwhile: then it never fits itself, not even with one worker. */
  answersOthers?: boolean | undefined
}

/** A pool of worker threads, which start at the first fit that can use them. */
export function fitPool({ threads = availableParallelism(), answersOthers = false }: PoolOptions): FitPool {
  let pool: Piscina<FitMessage, TimedFit> | undefined

  async function runHere(
    columns: Float64Array[],
    tasks: FitTask[],
    { signal, onFit }: FitOptions,
  ): Promise<TimedFit[]> {
    const results: TimedFit[] = []
    for (const task of tasks) {
      signal.throwIfAborted()
      results.push(timedFit({ columns, task, threads: 1 }))
      onFit()
      // Lets the server answer others, and a cancel arrive, between two fits.
      await nextTurn()
    }
    return results
  }

  async function runInThreads(
    columns: Float64Array[],
    tasks: FitTask[],
    lanes: number,
    { signal, onFit, threads: wanted = threads }: FitOptions,
  ): Promise<TimedFit[]> {
    pool ??= new Piscina<FitMessage, TimedFit>({
      filename: workerFile(),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 2_000,
    })
    const workers = pool
    // Threads that no fit of its own is left for help the others.
    const threadsOfFit = Math.max(1, Math.floor(Math.min(wanted, threads) / lanes))
    const shared = columns.map(toSharedMemory)
    const results = new Array<TimedFit>(tasks.length)
    let next = 0
    const lane = async (): Promise<void> => {
      try {
        while (next < tasks.length) {
          const index = next++
          signal.throwIfAborted()
          const message = { columns: shared, task: tasks[index], threads: threadsOfFit }
          results[index] = await workerResult(workers.run(message, { signal }))
          onFit()
        }
      } finally {
        // After a failure the other lanes need not go on.
        next = tasks.length
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    return results
  }

  return {
    run(columns, tasks, options) {
      const lanes = Math.min(options.threads ?? threads, threads, tasks.length)
      // A long fit goes to a thread even when it is alone, so that this one can answer others and hear a cancel.
      const inThreads =
        answersOthers || lanes > 1 || (threads > 1 && tasks.some((task) => isLong(columns, task)))
      return inThreads ? runInThreads(columns, tasks, lanes, options) : runHere(columns, tasks, options)
    },
    async close() {
      await pool?.destroy()
    },
  }
}

/** About a third of a second's work: far more than it costs to start a thread. */
const longFit = 50_000_000

function isLong(columns: Float64Array[], { trainRows, params }: FitTask): boolean {
  return trainRows.length * columns.length * params.rounds * params.classes > longFit
}

/** A worker that dies (out of memory, a crash) is reported with its cause, never as silence. */
async function workerResult(result: Promise<TimedFit>): Promise<TimedFit> {
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
