import { describe, expect, it } from 'vitest'
import { readEvents, type StreamEvent } from '../../src/client/events.ts'

/** A body that sends these texts, and then nothing more; it ends only when told to. */
function bodyOf(texts: readonly string[], { ends = true } = {}) {
  let isCanceled = false
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text))
      if (ends) controller.close()
    },
    cancel() {
      isCanceled = true
    },
  })
  return { body, isCanceled: () => isCanceled }
}

async function all(body: ReadableStream<Uint8Array>, silenceMs?: number): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const event of readEvents(body, silenceMs)) events.push(event)
  return events
}

const progress = 'event: progress\ndata: {"progress":1}\n\n'
const expected = { event: 'progress', data: { progress: 1 } }

describe('readEvents', () => {
  it('reads events, however their texts are cut, and passes over comments', async () => {
    const { body } = bodyOf([
      ': heartbeat\n\n',
      progress.slice(0, 20),
      `${progress.slice(20)}data: [2]\r\n`,
      '\r\n',
    ])
    expect(await all(body)).toEqual([expected, { event: 'message', data: [2] }])
  })

  it('ends a stream that falls silent, and lets go of it', async () => {
    const { body, isCanceled } = bodyOf([progress], { ends: false })
    expect(await all(body, 50)).toEqual([expected])
    expect(isCanceled()).toBe(true)
  })

  it('lets go of a stream that nobody reads on', async () => {
    const { body, isCanceled } = bodyOf([progress, progress], { ends: false })
    for await (const event of readEvents(body)) {
      expect(event).toEqual(expected)
      break
    }
    expect(isCanceled()).toBe(true)
  })
})
