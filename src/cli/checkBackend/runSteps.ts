import { BackendUnreachable } from '../../client/failure.ts'
import { SigmaError } from '../../core/errors.ts'
import type { Connection } from '../connect.ts'
import { backendOf } from './backend.ts'
import { type Check, type Step, steps } from './steps.ts'

export interface StepResult {
  name: string
  ok: boolean
  ms: number
  error?: string
  /** Not tried, because of what failed before. */
  skipped?: true
}

export interface CheckResult {
  steps: StepResult[]
  /** Nothing took the connection. */
  unreachable: boolean
}

interface RunOptions {
  timeoutSeconds: number
  only?: string
  signal: AbortSignal
  onStart(name: string, done: number, total: number): void
  onStep(result: StepResult): void
}

/** Does the steps one after another. A step that failed lets those that need it be skipped, and only those. */
export async function runSteps(
  connection: Connection,
  check: Check,
  options: RunOptions,
): Promise<CheckResult> {
  const wanted = options.only === undefined ? steps : steps.filter(({ name }) => name === options.only)
  const failed = new Set<string>()
  const results: StepResult[] = []
  let unreachable = false
  for (const step of wanted) {
    options.onStart(step.name, results.length, wanted.length)
    const cause = step.needs.find((name) => failed.has(name))
    const outcome =
      cause === undefined ? await runStep(step, connection, check, options) : skipped(step, cause)
    options.signal.throwIfAborted()
    if (blocksOthers(step, outcome)) failed.add(step.name)
    unreachable ||= outcome.unreachable
    results.push(outcome.result)
    options.onStep(outcome.result)
  }
  return { steps: results, unreachable }
}

interface Outcome {
  result: StepResult
  unreachable: boolean
  timedOut: boolean
}

async function runStep(
  step: Step,
  connection: Connection,
  check: Check,
  { timeoutSeconds, signal }: RunOptions,
): Promise<Outcome> {
  const started = performance.now()
  const timeout = AbortSignal.timeout(timeoutSeconds * 1_000)
  const ms = (): number => Math.round(performance.now() - started)
  try {
    const backend = backendOf(connection, AbortSignal.any([timeout, signal]))
    await Promise.race([step.run(backend, check), aborted(timeout), aborted(signal)])
    return { result: { name: step.name, ok: true, ms: ms() }, unreachable: false, timedOut: false }
  } catch (error) {
    const timedOut = timeout.aborted
    const unreachable = !timedOut && error instanceof BackendUnreachable && error.code === 'UNAVAILABLE'
    const text = timedOut ? `no answer within ${timeoutSeconds} s` : messageOf(error)
    return { result: { name: step.name, ok: false, ms: ms(), error: text }, unreachable, timedOut }
  }
}

/** Rejects when the signal is aborted, even where whoever was given it does not listen. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function skipped({ name }: Step, cause: string): Outcome {
  const result: StepResult = { name, ok: false, ms: 0, error: `skipped: ${cause} failed`, skipped: true }
  return { result, unreachable: false, timedOut: false }
}

/** A backend that is not well, but answers, is still asked for the rest: what works then is worth knowing. */
function blocksOthers({ name }: Step, { result, unreachable, timedOut }: Outcome): boolean {
  return name === 'health' ? unreachable || timedOut : !result.ok
}

function messageOf(error: unknown): string {
  if (!(error instanceof SigmaError)) return error instanceof Error ? error.message : String(error)
  return error.next ? `${error.message} (${error.next})` : error.message
}
