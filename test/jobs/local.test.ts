import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { localQueue } from '../../src/jobs/local.ts'
import type { JobContext, JobEvent, Queue } from '../../src/jobs/queue.ts'

/** Work that ends when it is told to, or when it is canceled. */
function gate() {
  let open: () => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const ended = new Promise<void>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return {
    open: () => open(),
    fail: (error: Error) => fail(error),
    work: ({ signal }: JobContext) =>
      Promise.race([
        ended,
        new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]),
  }
}

async function eventsOf(queue: Queue, id: string): Promise<JobEvent['type'][]> {
  const types: JobEvent['type'][] = []
  for await (const { type } of queue.events(id) ?? []) types.push(type)
  return types
}

/** A queue with the job `a`, which has begun and reports what a test says, until it is opened. */
async function begun() {
  const queue = localQueue()
  const { open, work } = gate()
  const report = await new Promise<JobContext['report']>((resolve) => {
    queue.submit('a', (context) => {
      resolve(context.report)
      return work(context)
    })
  })
  return { queue, open, report }
}

describe('the queue of this process', () => {
  it('runs as many jobs at a time as it may, the others in the order in which they came', async () => {
    const queue = localQueue(2)
    const began: string[] = []
    const gates = ['a', 'b', 'c', 'd'].map((id) => {
      const one = gate()
      queue.submit(id, (context) => {
        began.push(id)
        return one.work(context)
      })
      return one
    })
    await Promise.resolve()
    expect(began).toEqual(['a', 'b'])
    gates[1].open()
    await queue.finished('b')
    await Promise.resolve()
    expect(began).toEqual(['a', 'b', 'c'])
    for (const one of gates) one.open()
    await Promise.all(['a', 'c', 'd'].map((id) => queue.finished(id)))
    expect(began).toEqual(['a', 'b', 'c', 'd'])
  })

  it('lets others use the place of a job that waits, which then takes one again', async () => {
    const queue = localQueue(1)
    const [waits, other, last] = [gate(), gate(), gate()]
    const began: string[] = []
    queue.submit('waits', async (context) => {
      await context.letOthers(() => waits.work(context))
      began.push('waits')
    })
    queue.submit('other', (context) => {
      began.push('other')
      return other.work(context)
    })
    queue.submit('last', (context) => {
      began.push('last')
      return last.work(context)
    })
    await nextTurn()
    expect(began).toEqual(['other'])
    waits.open()
    await nextTurn()
    expect(began, 'the one place is taken').toEqual(['other'])
    other.open()
    await queue.finished('other')
    last.open()
    await Promise.all(['waits', 'last'].map((id) => queue.finished(id)))
    expect(began).toEqual(['other', 'last', 'waits'])
  })

  it('cancels a job that waits beside its place, without a place to give back', async () => {
    const queue = localQueue(1)
    const waits = gate()
    queue.submit('waits', (context) => context.letOthers(() => waits.work(context)))
    await nextTurn()
    queue.cancel('waits')
    await expect(queue.finished('waits')).rejects.toThrow('the job was canceled')
    const [first, second] = [gate(), gate()]
    let began = false
    queue.submit('first', first.work)
    queue.submit('second', (context) => {
      began = true
      return second.work(context)
    })
    await nextTurn()
    expect(began, 'there is still one place only').toBe(false)
    first.open()
    second.open()
    await queue.finished('second')
  })

  it('tells progress as it comes, and the latest to who follows later', async () => {
    const { queue, open, report } = await begun()
    report({ done: 1, total: 3, message: 'one' })
    report({ done: 2, total: 3, message: 'two' })
    const followed: unknown[] = []
    const following = (async () => {
      for await (const event of queue.events('a') ?? []) followed.push(event)
    })()
    await Promise.resolve()
    report({ done: 3, total: 3, message: 'three' })
    open()
    await following
    expect(followed).toEqual([
      { type: 'progress', progress: { done: 2, total: 3, message: 'two' } },
      { type: 'progress', progress: { done: 3, total: 3, message: 'three' } },
      { type: 'completed' },
    ])
  })

  it('passes over progress that comes faster than it may be told, but not over the end', async () => {
    const { queue, open, report } = await begun()
    const told: (number | string)[] = []
    const following = (async () => {
      const long = queue.events('a', 3_600_000) ?? []
      for await (const event of long) told.push(event.type === 'progress' ? event.progress.done : event.type)
    })()
    for (let done = 1; done <= 5; done++) {
      report({ done, total: 5, message: 'part' })
      await nextTurn()
    }
    expect(told).toEqual([1])
    open()
    await following
    expect(told).toEqual([1, 5, 'completed'])
  })

  it('tells what came while it paused', async () => {
    const { queue, open, report } = await begun()
    const events = queue.events('a', 1)?.[Symbol.asyncIterator]()
    for (let done = 1; done <= 3; done++) {
      report({ done, total: 3, message: 'part' })
      expect((await events?.next())?.value).toMatchObject({ progress: { done } })
    }
    open()
    expect((await events?.next())?.value).toEqual({ type: 'completed' })
  })

  it('tells the error of a failed job to its followers and to who waits for it', async () => {
    const queue = localQueue()
    const error = new Error('broken')
    queue.submit('a', () => Promise.reject(error))
    await expect(queue.finished('a')).rejects.toBe(error)
    const events: JobEvent[] = []
    for await (const event of queue.events('a') ?? []) events.push(event)
    expect(events).toEqual([{ type: 'failed', error }])
  })

  it('goes on with the next job after one has failed', async () => {
    const queue = localQueue(1)
    queue.submit('a', () => Promise.reject(new Error('broken')))
    queue.submit('b', async () => undefined)
    await expect(queue.finished('a')).rejects.toThrow('broken')
    await queue.finished('b')
    expect(await eventsOf(queue, 'b')).toEqual(['completed'])
  })

  it('cancels a job that runs, once', async () => {
    const queue = localQueue()
    queue.submit('a', gate().work)
    await Promise.resolve()
    expect(queue.cancel('a')).toBe(true)
    expect(await eventsOf(queue, 'a')).toEqual(['canceled'])
    expect(queue.cancel('a')).toBe(false)
    expect(queue.cancel('unknown')).toBe(false)
  })

  it('begins a job that was canceled while it waited, so that it can save its end, and takes no place for it', async () => {
    const queue = localQueue(1)
    const first = gate()
    queue.submit('a', first.work)
    let saved = false
    queue.submit('b', async ({ signal }) => {
      saved = signal.aborted
      signal.throwIfAborted()
    })
    queue.submit('c', async () => undefined)
    await Promise.resolve()
    queue.cancel('b')
    expect(await eventsOf(queue, 'b')).toEqual(['canceled'])
    expect(saved).toBe(true)
    first.open()
    await queue.finished('c')
    const last = gate()
    queue.submit('d', last.work)
    let began = false
    queue.submit('e', async () => {
      began = true
    })
    await Promise.resolve()
    expect(began, 'one place, as before').toBe(false)
    last.open()
    await queue.finished('e')
  })

  it('cancels everything when it closes, and waits for it', async () => {
    const queue = localQueue(1)
    const ended: string[] = []
    for (const id of ['a', 'b']) {
      queue.submit(id, async (context) => {
        try {
          context.signal.throwIfAborted()
          await gate().work(context)
        } finally {
          ended.push(id)
        }
      })
    }
    await queue.close()
    expect(ended.sort()).toEqual(['a', 'b'])
  })

  it('has a job from when it is announced until it ends', async () => {
    const queue = localQueue()
    const { open, work } = gate()
    expect(queue.has('a')).toBe(false)
    queue.expect('a')
    expect(queue.has('a')).toBe(true)
    queue.submit('a', work)
    expect(queue.has('a')).toBe(true)
    open()
    await queue.finished('a')
    expect(queue.has('a')).toBe(false)
  })

  it('knows nothing of a job that it was never given', async () => {
    const queue = localQueue()
    expect(queue.events('unknown')).toBeUndefined()
    expect(() => queue.finished('unknown')).toThrow('unknown')
  })
})
