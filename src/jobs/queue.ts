import { SigmaError } from '../core/errors.ts'
import type { FitProgress } from './fitProgress.ts'

/** What a job tells while it runs. `done` of `total` parts; `message` is a phrase for people. */
export interface Progress {
  done: number
  total: number
  message: string
  /** Share of the work that is done, 0 to 1, where it is known better than by whole parts. */
  share?: number
  /** The fit that is being done. */
  fit?: FitProgress
  /** Until the job ends, if it goes on as it has. */
  secondsLeft?: number
}

export type JobEvent =
  | { type: 'progress'; progress: Progress }
  | { type: 'completed' }
  | { type: 'failed'; error: unknown }
  | { type: 'canceled' }

export interface JobContext {
  /** Aborted when the job is canceled or the process stops. Check it between parts. */
  signal: AbortSignal
  report(progress: Progress): void
}

/** What the queue gives to a job. */
export interface QueuedContext extends JobContext {
  /**
   * Leaves the job's place to others while it waits, then takes one again. Rejects, without a place, when the job is
   * canceled meanwhile or the wait fails.
   */
  letOthers(wait: () => Promise<void>): Promise<void>
}

/** Where long work runs: in this process today, on worker machines behind the same interface. */
export interface Queue {
  /** Announces a job that will be submitted, so that nobody takes its run for one that is left alone until then. */
  expect(id: string): void
  /** Starts a job, or lets it wait for a free place. The job's own code saves its outcome. */
  submit(id: string, work: (context: QueuedContext) => Promise<void>): void
  /** Resolves when the job has ended; rejects with its error. */
  finished(id: string): Promise<void>
  /**
   * The job's events from its latest progress on; undefined when this process does not run it.
   *
   * @param pauseMs between two events of progress, of which the latest is told then; 0 tells them all. The end is told at
   * once
   */
  events(id: string, pauseMs?: number): AsyncIterable<JobEvent> | undefined
  /** Whether this process runs the job, or will. */
  has(id: string): boolean
  /** False when this process does not run the job. */
  cancel(id: string): boolean
  /** Takes back that a job will be submitted. */
  forget(id: string): void
  /** Says that a request waits for what a job comes to. Call the answer once it no longer does. */
  hold(id: string): () => void
  /**
   * Cancels what runs and waits for it. With `leave`, work that can be gone on with is left to the next process; with
   * `unlessHeld`, jobs that a request waits for go on.
   */
  close(options?: { leave: boolean; unlessHeld?: boolean }): Promise<void>
}

/** Why a job is aborted when its process stops. `leave`: what can be gone on with is left to the next process. */
export class ProcessStopped extends SigmaError {
  readonly leave: boolean

  constructor(leave: boolean) {
    super('UNAVAILABLE', 'its process was stopped')
    this.leave = leave
  }
}
