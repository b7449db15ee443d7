import { AsyncResource } from 'node:async_hooks'
import type { AssistantEvent } from '../assistant/events.ts'
import type { Parts } from '../services/parts.ts'
import { failureAnswer } from './failureAnswer.ts'
import type { Reply, ServedRequest } from './route.ts'
import { type ServerEvent, sendEvents } from './sse.ts'

/**
 * Sends the answer of the assistant as it comes. What fails before the first event is a plain failure of the request.
 *
 * @param answer is told when nobody waits any more
 */
export async function sendAnswer(
  parts: Parts,
  request: Pick<ServedRequest, 'id' | 'method' | 'url'>,
  reply: Reply,
  answer: (signal: AbortSignal) => AsyncGenerator<AssistantEvent, void>,
): Promise<Reply> {
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, parts.stopping])
  const events = answer(signal)
  // A stream asks for what comes next from outside of the request, whose user and number belong to what is done.
  const here = new AsyncResource('assistant')
  const next = () => here.runInAsyncScope(() => events.next())
  const first = await next()
  return sendEvents(reply, told(), () => gone.abort())

  async function* told(): AsyncGenerator<ServerEvent, void> {
    try {
      for (let result = first; !result.done; result = await next()) yield wire(result.value)
      // What gives up quietly where nobody waits has not come to its end.
      parts.stopping.throwIfAborted()
    } catch (error) {
      if (gone.signal.aborted) return
      const { info } = failureAnswer(error, request, { parts, legacyErrors: false })
      parts.log.warn('assistant answer failed', { code: info.code })
      yield wire({ type: 'error', error: info })
    } finally {
      await events.return()
    }
    yield wire({ type: 'done' })
  }

  function wire(event: AssistantEvent): ServerEvent {
    return { event: event.type, data: { ...event, request_id: request.id } }
  }
}
