import { Readable } from 'node:stream'
import type { JobEvent } from '../contract/types.ts'
import type { RunEvent } from '../services/runEvents.ts'
import type { Reply } from './route.ts'
import { storedError } from './stored.ts'

/** An event of a stream: its name and its JSON body. */
export interface ServerEvent {
  event: string
  data: unknown
}

/** How often a comment line keeps an idle stream open through proxies. */
const heartbeatMs = 15_000

/**
 * Answers with server-sent events until the source ends or the client goes.
 *
 * @param gone is called as soon as nobody reads any more, also while the source is still at its next event
 */
export function sendEvents(
  reply: Reply,
  events: AsyncIterable<ServerEvent>,
  gone: () => void = () => undefined,
): Reply {
  const texts = encode(events)
  const stream = new Readable({
    read() {
      texts.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error) => this.destroy(error),
      )
    },
    destroy(error, callback) {
      gone()
      texts.return().then(() => callback(error), callback)
    },
  })
  return reply.type('text/event-stream; charset=utf-8').header('Cache-Control', 'no-store').send(stream)
}

async function* encode(events: AsyncIterable<ServerEvent>): AsyncGenerator<string, void> {
  const source = events[Symbol.asyncIterator]()
  let next = source.next()
  try {
    for (;;) {
      const result = await withHeartbeat(next)
      if (result === 'heartbeat') {
        yield ': still here\n\n'
        continue
      }
      if (result.done) return
      yield `event: ${result.value.event}\ndata: ${JSON.stringify(result.value.data)}\n\n`
      next = source.next()
    }
  } finally {
    await source.return?.()
  }
}

async function withHeartbeat<T>(next: Promise<T>): Promise<T | 'heartbeat'> {
  let timer: NodeJS.Timeout | undefined
  const heartbeat = new Promise<'heartbeat'>((resolve) => {
    timer = setTimeout(() => resolve('heartbeat'), heartbeatMs)
    timer.unref()
  })
  try {
    return await Promise.race([next, heartbeat])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Answers with the progress of a run as the contract's JobEvent, until it ends. The first event is awaited before
 * anything is sent, so that an unknown run is still a plain failure.
 */
export async function sendRunEvents(reply: Reply, events: AsyncGenerator<RunEvent>): Promise<Reply> {
  const first = await events.next()
  return sendEvents(reply, named(first, events))
}

async function* named(
  first: IteratorResult<RunEvent>,
  rest: AsyncGenerator<RunEvent>,
): AsyncGenerator<ServerEvent> {
  if (!first.done) yield toServerEvent(first.value)
  for await (const event of rest) yield toServerEvent(event)
}

function toServerEvent(event: RunEvent): ServerEvent {
  return { event: event.status === 'running' ? 'progress' : event.status, data: toJobEvent(event) }
}

function toJobEvent({ fit, secondsLeft, error, ...event }: RunEvent): JobEvent {
  return {
    ...event,
    ...(fit && {
      round: fit.round,
      rounds: fit.rounds,
      loss: fit.loss,
      held_out_loss: fit.heldOutLoss,
    }),
    ...(secondsLeft !== undefined && { seconds_left: Math.round(secondsLeft) }),
    ...(error !== undefined && { error: storedError(error) }),
  }
}
