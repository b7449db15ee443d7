import { setTimeout as sleep } from 'node:timers/promises'
import type { SigmaClient } from '../../client/client.ts'
import { unwrap } from '../../client/failure.ts'
import type { WireAnswer } from '../../client/transport.ts'
import { SigmaError } from '../../core/errors.ts'
import type { Connection } from '../connect.ts'
import { acceptedSchema, promised, stateSchema } from './answers.ts'

/** The backend as a step sees it: answers are unknown until they were checked, and all end with the step's time. */
export interface Backend {
  ask(call: (client: SigmaClient, signal: AbortSignal) => Promise<Asked>): Promise<unknown>
  /** Asks again and again until the work has ended; failed work is thrown. */
  waitFor(route: string, call: (client: SigmaClient, signal: AbortSignal) => Promise<Asked>): Promise<void>
}

interface Asked {
  data?: unknown
  error?: unknown
  response: WireAnswer
}

const pollMs = 200

export function backendOf({ client, baseUrl }: Connection, signal: AbortSignal): Backend {
  const ask: Backend['ask'] = (call) => unwrap(call(client, signal), baseUrl)
  return {
    ask,
    async waitFor(route, call) {
      for (;;) {
        const { status, error } = promised(stateSchema, await ask(call), route)
        if (status === 'completed') return
        if (status === 'failed' || status === 'canceled') {
          throw new SigmaError(
            'UNPROCESSABLE',
            `the work ${status === 'failed' ? 'failed' : 'was canceled'}${error ? `: ${error.message}` : ''}`,
          )
        }
        await sleep(pollMs, undefined, { signal })
      }
    },
  }
}

/** The id of work that was taken on; undefined when the answer is its result already. */
export function acceptedId(answer: unknown, route: string, resultField: string): string | undefined {
  if (typeof answer === 'object' && answer !== null && resultField in answer) return undefined
  const { run_id, job_id, sweep_id } = promised(acceptedSchema, answer, route)
  return job_id ?? sweep_id ?? run_id
}
