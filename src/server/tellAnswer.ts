import { setTimeout as sleep } from 'node:timers/promises'
import type { ErrorBody, JobEvent } from '../contract/types.ts'
import { SigmaError } from '../core/errors.ts'
import type { Parts } from '../services/parts.ts'
import { failureAnswer } from './failureAnswer.ts'
import { HeldReply } from './heldReply.ts'
import type { Reply, ServedRequest } from './route.ts'
import { type ServerEvent, sendEvents } from './sse.ts'

/** Nobody reads faster. */
const pauseMs = 100

type Told = JobEvent & { answer?: unknown; error?: ErrorBody }

/**
 * Answers by events how far an answer is, and in the end the answer itself. What fails before there is anything to tell is a
 * plain failure of the request.
 *
 * @param act makes the answer for a reply that says who waits; whoever leaves ends it
 */
export async function tellAnswer(
  parts: Parts,
  request: Pick<ServedRequest, 'id' | 'method' | 'url'>,
  reply: Reply,
  act: (held: Reply) => Promise<unknown>,
): Promise<Reply> {
  const gone = new AbortController()
  const news = newest<Told>()
  let share = 0
  const work = act(
    new HeldReply({
      signal: gone.signal,
      report({ done, total, message }) {
        share = Math.round((100 * done) / Math.max(1, total))
        news.put({ status: 'running', progress: share, message, completed: done, total })
      },
    }),
  )
  await Promise.race([work, news.there()])
  const ended = work.then(
    (answer) => news.put({ status: 'completed', progress: 100, answer }),
    (error) => {
      const { info } = failureAnswer(error, request, { parts, legacyErrors: false })
      news.put({ status: 'failed', progress: share, error: info })
    },
  )
  const leave = (): void => gone.abort(new SigmaError('CONFLICT', 'nobody waits for the answer any more'))
  return sendEvents(reply, told(), leave)

  async function* told(): AsyncGenerator<ServerEvent, void> {
    for (;;) {
      const data = await news.take()
      yield { event: data.status === 'running' ? 'progress' : data.status, data }
      if (data.status !== 'running') return
      await Promise.race([ended, sleep(pauseMs, undefined, { ref: false })])
    }
  }
}

/** The newest of values that may come faster than they are read. */
function newest<Value>() {
  let value: Value | undefined
  let wake = (): void => undefined
  const there = async (): Promise<void> => {
    if (value !== undefined) return
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  return {
    put(next: Value): void {
      value = next
      wake()
    },
    there,
    async take(): Promise<Value> {
      for (;;) {
        await there()
        if (value === undefined) continue
        const taken = value
        value = undefined
        return taken
      }
    },
  }
}
