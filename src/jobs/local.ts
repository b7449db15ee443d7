import { SigmaError } from '../core/errors.ts'
import { type JobEvent, ProcessStopped, type Progress, type Queue, type QueuedContext } from './queue.ts'

interface Job {
  controller: AbortController
  latest: Progress | undefined
  outcome: JobEvent | undefined
  listeners: Set<(event: JobEvent) => void>
  finished: Promise<void>
}

/** Ended jobs whose outcome is still held for late listeners; older ones are answered from the store. */
const rememberedOutcomes = 200

/** Runs jobs in this process, at most `concurrency` at a time, in the order in which they came. */
export function localQueue(concurrency = 2): Queue {
  const jobs = new Map<string, Job>()
  const expected = new Set<string>()
  const waiting = new Set<() => void>()
  /** How many requests wait for a job, by its id. */
  const held = new Map<string, number>()
  let running = 0

  /** Waits for a free place, or until the job is canceled. Tells whether a place was taken. */
  async function takePlace(signal: AbortSignal): Promise<boolean> {
    if (running < concurrency) {
      running++
      return true
    }
    return new Promise((resolve) => {
      const take = (): void => resolve(true)
      waiting.add(take)
      signal.addEventListener('abort', () => waiting.delete(take) && resolve(false), { once: true })
    })
  }

  function freePlace(): void {
    const [next] = waiting
    if (next) {
      waiting.delete(next)
      next()
    } else running--
  }

  async function run(job: Job, work: (context: QueuedContext) => Promise<void>): Promise<void> {
    const { signal } = job.controller
    let placed = await takePlace(signal)
    try {
      // A job that was canceled while it waited is begun too: its own code saves that it ended.
      await work({
        signal,
        report(progress) {
          job.latest = progress
          for (const listener of job.listeners) listener({ type: 'progress', progress })
        },
        async letOthers(wait) {
          if (placed) freePlace()
          placed = false
          await wait()
          placed = await takePlace(signal)
          signal.throwIfAborted()
        },
      })
      end(job, { type: 'completed' })
    } catch (error) {
      end(job, signal.aborted ? { type: 'canceled' } : { type: 'failed', error })
      throw error
    } finally {
      if (placed) freePlace()
      forgetOldest()
    }
  }

  function end(job: Job, outcome: JobEvent): void {
    job.outcome = outcome
    for (const listener of job.listeners) listener(outcome)
  }

  function forgetOldest(): void {
    const ended = [...jobs].filter(([, job]) => job.outcome !== undefined)
    for (const [id] of ended.slice(0, Math.max(0, ended.length - rememberedOutcomes))) jobs.delete(id)
  }

  return {
    expect(id) {
      expected.add(id)
    },
    submit(id, work) {
      const job: Job = {
        controller: new AbortController(),
        latest: undefined,
        outcome: undefined,
        listeners: new Set(),
        finished: Promise.resolve(),
      }
      jobs.set(id, job)
      expected.delete(id)
      job.finished = run(job, work)
      // The outcome reaches whoever asks by finished() or events(); nobody asking is no unhandled rejection.
      job.finished.catch(() => job.outcome)
    },
    finished(id) {
      const job = jobs.get(id)
      if (!job) throw new SigmaError('NOT_FOUND', `no job ${id} runs in this process`)
      return job.finished
    },
    events(id, pauseMs = 0) {
      const job = jobs.get(id)
      return job && follow(job, pauseMs)
    },
    has(id) {
      const job = jobs.get(id)
      return job ? job.outcome === undefined : expected.has(id)
    },
    cancel(id) {
      const job = jobs.get(id)
      if (!job || job.outcome) return false
      job.controller.abort(new SigmaError('CONFLICT', 'the job was canceled'))
      return true
    },
    forget(id) {
      expected.delete(id)
    },
    hold(id) {
      held.set(id, (held.get(id) ?? 0) + 1)
      return () => {
        const left = (held.get(id) ?? 1) - 1
        if (left > 0) held.set(id, left)
        else held.delete(id)
      }
    },
    async close({ leave, unlessHeld = false } = { leave: false }) {
      const ending = [...jobs].filter(([id, job]) => !job.outcome && !(unlessHeld && held.has(id)))
      const open = ending.map(([, job]) => job)
      for (const job of open) job.controller.abort(new ProcessStopped(leave))
      await Promise.allSettled(open.map((job) => job.finished))
    },
  }
}

async function* follow(job: Job, pauseMs: number): AsyncGenerator<JobEvent> {
  const pending: JobEvent[] = []
  let wake: () => void = () => undefined
  const listener = (event: JobEvent): void => {
    const isNewer = event.type === 'progress' && pending.at(-1)?.type === 'progress'
    if (pauseMs > 0 && isNewer) pending.pop()
    pending.push(event)
    wake()
  }
  if (job.latest) pending.push({ type: 'progress', progress: job.latest })
  if (job.outcome) pending.push(job.outcome)
  job.listeners.add(listener)
  try {
    for (;;) {
      const event = pending.shift()
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      yield event
      if (event.type !== 'progress') return
      if (pauseMs > 0 && !job.outcome) await pause()
    }
  } finally {
    job.listeners.delete(listener)
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMs)
      wake = () => {
        if (!job.outcome) return
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
