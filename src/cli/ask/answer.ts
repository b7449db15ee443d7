import { z } from 'zod'
import { isErrorCode, SigmaError } from '../../core/errors.ts'
import type { AskEvent, Proposal } from './events.ts'

/** What was answered, once all of it has come. */
export interface Answered {
  answer: string
  tool_calls: { tool: string; params: Record<string, unknown> }[]
  /** Each once, in the order in which they came. */
  citations: { path: string; title: string }[]
  proposal?: Proposal
  /** What the work that was carried out is known by. */
  started?: unknown
}

/** Puts an answer together from its events. */
export class AnswerInParts {
  readonly answered: Answered = { answer: '', tool_calls: [], citations: [] }
  #failure: SigmaError | undefined
  #isDone = false

  add(event: AskEvent): void {
    const { answered } = this
    if (event.type === 'token') answered.answer += event.text
    else if (event.type === 'tool_call') answered.tool_calls.push({ tool: event.tool, params: event.params })
    else if (event.type === 'tool_result' && isStarted(event.result)) answered.started = event.result
    else if (event.type === 'citation' && !answered.citations.some(({ path }) => path === event.path))
      answered.citations.push({ path: event.path, title: event.title })
    else if (event.type === 'proposal') answered.proposal = event.proposal
    else if (event.type === 'error') this.#failure = failureOf(event.error)
    else if (event.type === 'done') this.#isDone = true
  }

  /** @throws what the answer failed with, UNAVAILABLE when it broke off */
  end(): Answered {
    if (this.#failure) throw this.#failure
    if (this.#isDone) return this.answered
    throw new SigmaError('UNAVAILABLE', 'the answer broke off before its end', { next: 'ask again' })
  }
}

const isStarted = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'started' in result && result.started === true

function failureOf({
  code,
  message,
  next,
  details,
}: Extract<AskEvent, { type: 'error' }>['error']): SigmaError {
  return new SigmaError(isErrorCode(code) ? code : 'INTERNAL', message, { next, details })
}

const startedSchema = z.object({
  run_id: z.string().optional(),
  sweep_id: z.string().optional(),
  job_id: z.string().optional(),
  job_ids: z.array(z.string()).optional(),
})

/** The ids of the work that was started. */
export function startedIds(started: unknown): string[] {
  const { run_id, sweep_id, job_id, job_ids = [] } = startedSchema.safeParse(started).data ?? {}
  return [run_id, sweep_id, job_id, ...job_ids].filter((id) => id !== undefined)
}
