import type { MessagePort } from 'node:worker_threads'
import type { FitTask } from '../core/backtest/fitTasks.ts'
import type { ColumnRuns } from '../core/matrix/columnRuns.ts'
import { fileColumn } from './fileColumn.ts'
import { type PlainError, plainError } from './plainError.ts'
import { takePriority } from './threadPriority.ts'
import { type FitManner, type TimedFit, timedFit } from './timedFit.ts'

/** What a worker is given: the feature columns, in shared memory or in a file, and one fit to do on them. */
export interface FitMessage extends FitManner {
  columns: (Float64Array | ColumnRuns)[]
  task: FitTask
  /** That its thread takes; as it is when absent. */
  priority?: number | undefined
  /** Is sent `FitProgress` while the fit runs. */
  progress: MessagePort
}

/** A failure that a user can act on is an answer, since an error on its way to another thread loses its kind. */
export type FitAnswer = { fit: TimedFit } | { failure: PlainError }

/** The entry of a worker thread: one fit a message. */
export default function fit({ columns, task, priority, progress, ...manner }: FitMessage): FitAnswer {
  try {
    if (priority !== undefined) takePriority(priority)
    const values = columns.map((column) => (column instanceof Float64Array ? column : fileColumn(column)))
    return { fit: timedFit(values, task, manner, (state) => progress.postMessage(state)) }
  } catch (error) {
    const failure = plainError(error)
    if (failure === undefined) throw error
    return { failure }
  }
}
