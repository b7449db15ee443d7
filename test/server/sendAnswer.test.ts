import { Readable } from 'node:stream'
import Fastify from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import type { AssistantEvent } from '../../src/assistant/events.ts'
import { readEvents } from '../../src/client/events.ts'
import { SigmaError } from '../../src/core/errors.ts'
import { HeldReply } from '../../src/server/heldReply.ts'
import { sendAnswer } from '../../src/server/sendAnswer.ts'
import type { Parts } from '../../src/services/parts.ts'
import { asUser, currentUser } from '../../src/services/user.ts'
import { type TestContext, testContext } from '../assistant/context.ts'

type Answer = (signal: AbortSignal) => AsyncGenerator<AssistantEvent, void>

const request = { id: 'r-1', method: 'POST', url: '/assistant/query' }
const word = (text: string): AssistantEvent => ({ type: 'token', text })

let context: TestContext | undefined
afterEach(async () => {
  await context?.close()
  context = undefined
})

/** A server that answers everything so, and what it reported. */
async function served(answer: Answer, change: Partial<Parts> = {}) {
  context = await testContext()
  const bugs: unknown[] = []
  const parts = { ...context.parts, ...change, reportBug: (error: unknown) => bugs.push(error) }
  // A client that has left opens another connection, which it never uses.
  const app = Fastify({ forceCloseConnections: true })
  app.get('/', async (_request, reply) => sendAnswer(parts, request, reply, answer))
  app.setErrorHandler((error, _request, reply) => reply.code(418).send({ told: String(error) }))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, bugs, close: () => app.close() }
}

async function answered(answer: Answer, change: Partial<Parts> = {}) {
  const { url, bugs, close } = await served(answer, change)
  try {
    const response = await fetch(url)
    const events: unknown[] = []
    if (response.ok && response.body)
      for await (const { event, data } of readEvents(response.body)) events.push([event, data])
    return { status: response.status, type: response.headers.get('content-type'), events, bugs }
  } finally {
    await close()
  }
}

describe('an answer of the assistant', () => {
  it('comes as events, each with the request, and ends by being done', async () => {
    const { type, events } = await answered(async function* () {
      yield word('None ')
      yield { type: 'citation', path: 'docs/guide/quotas.md', title: 'Quotas' }
    })
    expect(type).toBe('text/event-stream; charset=utf-8')
    expect(events).toEqual([
      ['token', { type: 'token', text: 'None ', request_id: 'r-1' }],
      ['citation', { type: 'citation', path: 'docs/guide/quotas.md', title: 'Quotas', request_id: 'r-1' }],
      ['done', { type: 'done', request_id: 'r-1' }],
    ])
  })

  it('is a plain failure where nothing was told yet', async () => {
    const { status, events } = await answered(async function* () {
      if (request.id !== '') throw new SigmaError('FORBIDDEN', 'no')
      yield word('never')
    })
    expect([status, events]).toEqual([418, []])
  })

  it('tells of what fails in its middle, and is done then', async () => {
    const { events, bugs } = await answered(async function* () {
      yield word('a')
      throw new SigmaError('NOT_FOUND', 'there is no run 7', { next: 'sigma leaderboard lists them' })
    })
    const error = { code: 'NOT_FOUND', message: 'there is no run 7', next: 'sigma leaderboard lists them' }
    expect(events.slice(1)).toEqual([
      ['error', { type: 'error', error, request_id: 'r-1' }],
      ['done', { type: 'done', request_id: 'r-1' }],
    ])
    expect(bugs).toEqual([])
  })

  it('that ends because the server stops says so, though it gives up quietly', async () => {
    const stopping = new AbortController()
    const { events } = await answered(
      async function* (signal) {
        yield word('half of')
        stopping.abort(new SigmaError('UNAVAILABLE', 'the process is stopping'))
        expect(signal.aborted).toBe(true)
      },
      { stopping: stopping.signal },
    )
    expect(events.slice(1)).toMatchObject([
      ['error', { error: { code: 'UNAVAILABLE', message: 'the process is stopping' } }],
      ['done', {}],
    ])
  })

  it('keeps to itself what a bug says, and reports it', async () => {
    const bug = new TypeError('secret inside')
    const { events, bugs } = await answered(async function* () {
      yield word('a')
      throw bug
    })
    expect(JSON.stringify(events)).not.toContain('secret')
    expect(events[1]).toMatchObject(['error', { error: { code: 'INTERNAL' } }])
    expect(bugs).toEqual([bug])
  })

  it('is ended when who asked goes, also while it waits for something', async () => {
    let ended: unknown
    let told = (): void => undefined
    const ending = new Promise<void>((resolve) => {
      told = resolve
    })
    const { url, bugs, close } = await served(async function* (signal) {
      yield word('a')
      try {
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('gone')), { once: true }),
        )
      } catch (error) {
        ended = error
        throw error
      } finally {
        told()
      }
    })
    const leaving = new AbortController()
    const response = await fetch(url, { signal: leaving.signal })
    expect(response.status).toBe(200)
    leaving.abort()
    await ending
    expect(ended).toEqual(new Error('gone'))
    await close()
    expect(bugs, 'nobody is told of who has left').toEqual([])
  })

  it('goes on as the user who asked, whoever reads it', async () => {
    context = await testContext()
    const { parts } = context
    const reply = await asUser('ann', () =>
      sendAnswer(parts, request, new HeldReply(), async function* () {
        for (let place = 0; place < 3; place++) {
          await new Promise((resolve) => setImmediate(resolve))
          yield word(currentUser())
        }
      }),
    )
    if (!(reply instanceof HeldReply)) throw new Error('the reply is another one')
    const chunks: string[] = []
    const { body } = reply.answer(reply)
    if (!(body instanceof Readable)) throw new Error('no stream was sent')
    for await (const chunk of body) chunks.push(String(chunk))
    expect(chunks.join('').match(/"text":"(\w+)"/g)).toEqual(Array(3).fill('"text":"ann"'))
  })
})
