import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import type { Piscina as WorkerPool } from 'piscina'
import type { FeatureValues, FitTask } from '../core/backtest/index.ts'
import { SigmaError } from '../core/errors.ts'
import type { ColumnRuns, StoredValues } from '../core/matrix/columnRuns.ts'
import type { FitProgress } from './fitProgress.ts'
import { areQuick, fitWork, isLong, longestFirst, totalWork } from './fitWork.ts'
import type { FitAnswer, FitMessage } from './fitWorker.ts'
import { sigmaError } from './plainError.ts'
import { priorityBehind } from './threadPriority.ts'
import type { TimedFit } from './timedFit.ts'
import { workerFile } from './workerFile.ts'

interface FitOptions {
  /** Ends the fits at once, also in the middle of one that is done by a worker thread. */
  signal: AbortSignal
  /** Told while a fit runs, by its place among the tasks, at most ten times a second. */
  onProgress?: (index: number, progress: FitProgress) => void
  /** Told after each fit. */
  onFit: (index: number) => void
  /** At most this many at a time; the pool's own number when absent. */
  threads?: number
  /** Several threads are used however quick the fits are: for who measures by few rounds what many will take. */
  inThreads?: boolean
  /** The boosters are not wanted. */
  scoresOnly?: boolean
}

/** Fits models for many folds: on worker threads, or here where they take less time than threads take to start. */
export interface FitPool {
  /** Fits at a time at most. */
  threads: number
  /** How many fits are being done now. */
  busy(): number
  /** Results in the order of the tasks, whatever thread finished first: they don't depend on the number of threads. */
  run(columns: readonly FeatureValues[], tasks: FitTask[], options: FitOptions): Promise<TimedFit[]>
  close(): Promise<void>
}

export interface PoolOptions {
  /** The cores when absent. */
  threads?: number | undefined
  /**
   * Whether this thread has others to answer meanwhile: then it never fits itself, not even with one worker, and goes before
   * its workers where they want the same core.
   */
  answersOthers?: boolean | undefined
}

/**
 * Milliseconds that a thread waits for the next fit. One that has fitted before takes two thirds of the time of a new
 * one, whose code is not compiled yet; and who tries one setting after the other looks at a result for a while.
 */
const idleThread = 60_000

/** A pool of worker threads, which start at the first fit that can use them. */
export function fitPool({ threads = availableParallelism(), answersOthers = false }: PoolOptions): FitPool {
  let pool: WorkerPool<FitMessage, FitAnswer> | undefined
  const priority = answersOthers ? priorityBehind() : undefined
  let busy = 0

  /** Counts a fit for as long as it takes. */
  async function counted<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    busy++
    try {
      return await work()
    } finally {
      busy--
    }
  }

  async function runHere(
    columns: readonly FeatureValues[],
    tasks: FitTask[],
    { signal, onProgress, onFit, scoresOnly }: FitOptions,
  ): Promise<TimedFit[]> {
    const { timedFit } = await import('./timedFit.ts')
    const results: TimedFit[] = []
    for (const [index, task] of tasks.entries()) {
      signal.throwIfAborted()
      results.push(
        await counted(() =>
          timedFit(columns, task, { threads: 1, scoresOnly }, (progress) => onProgress?.(index, progress)),
        ),
      )
      onFit(index)
      // Lets the server answer others, and a cancel arrive, between two fits.
      await nextTurn()
    }
    return results
  }

  async function runInThreads(
    columns: readonly FeatureValues[],
    tasks: FitTask[],
    lanes: number,
    { signal, onProgress, onFit, threads: wanted = threads, scoresOnly }: FitOptions,
  ): Promise<TimedFit[]> {
    // Most commands never fit on other threads.
    const { Piscina } = await import('piscina')
    signal.throwIfAborted()
    pool ??= new Piscina<FitMessage, FitAnswer>({
      filename: workerFile('fitWorker'),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleThread,
    })
    const workers = pool
    // Threads that no fit of its own is left for help the others.
    const threadsOfFit = Math.max(1, Math.floor(Math.min(wanted, threads) / lanes))
    const shared: (Float64Array | ColumnRuns)[] = []
    for (const column of columns) {
      signal.throwIfAborted()
      shared.push(
        column instanceof Float64Array ? toSharedMemory(column) : (column.runs ?? readWhole(column)),
      )
      await nextTurn()
    }
    const results = new Array<TimedFit>(tasks.length)
    const order = longestFirst(tasks.keys(), (index) => totalWork(fitWork(tasks[index], columns.length)))
    let next = 0
    const lane = async (): Promise<void> => {
      try {
        while (next < tasks.length) {
          const index = order[next++]
          signal.throwIfAborted()
          const message = { columns: shared, task: tasks[index], threads: threadsOfFit, scoresOnly, priority }
          results[index] = await counted(() =>
            fitInThread(workers, message, signal, (progress) => onProgress?.(index, progress)),
          )
          onFit(index)
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
    threads,
    busy: () => busy,
    run(columns, tasks, options) {
      const lanes = Math.min(options.threads ?? threads, threads, tasks.length)
      // A long fit goes to a thread even when there is one alone, so that this one can answer others and hear a cancel.
      const isForThreads =
        lanes > 1
          ? options.inThreads || !areQuick(tasks, columns.length)
          : tasks.some((task) => isLong(task, columns.length))
      return answersOthers || isForThreads
        ? runInThreads(columns, tasks, lanes, options)
        : runHere(columns, tasks, options)
    },
    async close() {
      await pool?.destroy()
    },
  }
}

/** One fit by a worker, which the signal ends wherever it is. */
async function fitInThread(
  workers: WorkerPool<FitMessage, FitAnswer>,
  message: Omit<FitMessage, 'progress'>,
  signal: AbortSignal,
  onProgress: (progress: FitProgress) => void,
): Promise<TimedFit> {
  const { port1: heard, port2: progress } = new MessageChannel()
  heard.on('message', onProgress)
  // The fit itself keeps the process alive, what it tells of itself need not.
  heard.unref()
  try {
    const answer = await workerAnswer(
      workers.run({ ...message, progress }, { signal, transferList: [progress] }),
    )
    if ('failure' in answer) throw sigmaError(answer.failure)
    return answer.fit
  } finally {
    heard.close()
  }
}

/** A worker that dies (out of memory, a crash) is reported with its cause, never as silence. */
async function workerAnswer(answer: Promise<FitAnswer>): Promise<FitAnswer> {
  try {
    return await answer
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

function readWhole(values: StoredValues): Float64Array {
  return toSharedMemory(values.at(Int32Array.from({ length: values.length }, (_, row) => row)))
}

function toSharedMemory(column: Float64Array): Float64Array {
  if (column.buffer instanceof SharedArrayBuffer) return column
  const shared = new Float64Array(new SharedArrayBuffer(column.byteLength))
  shared.set(column)
  return shared
}
