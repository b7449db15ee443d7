import type { Kysely } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openNotifier } from '../../src/host/notifier.ts'
import { receiverFault } from '../../src/host/receiver.ts'
import { signedHeaders } from '../../src/host/webhook.ts'
import { type LogFacts, noLog } from '../../src/services/log.ts'
import { type NotifyEvent, notifyEvents } from '../../src/services/notifier.ts'
import { claimNotification, insertNotification } from '../../src/store/notifications.ts'
import type { Database } from '../../src/store/schema.ts'
import { type Answer, expectSigned, receiver, secret } from '../receiver.ts'
import { temporaryDatabase } from '../store/temporary.ts'

interface Opening {
  notify_secret?: string | undefined
  notify_events?: readonly NotifyEvent[]
  delays?: number[]
  pollMs?: number
}

function opened(db: Kysely<Database>, url: string, { delays = [20, 20], pollMs, ...settings }: Opening = {}) {
  const warnings: string[] = []
  const lines: string[] = []
  const bugs: unknown[] = []
  const tell = (message: string, facts?: LogFacts) => void lines.push(JSON.stringify([message, facts]))
  const notifier = openNotifier({
    url,
    settings: { notify_secret: secret, notify_events: notifyEvents, ...settings },
    parts: { db, wallTime: () => new Date(), reportBug: (bug) => void bugs.push(bug) },
    log: { ...noLog, info: tell, warn: tell, error: tell },
    warn: (message) => void warnings.push(message),
    delays,
    ...(pollMs !== undefined && { pollMs }),
  })
  onTestFinished(async () => {
    await notifier.close(0)
    expect(bugs).toEqual([])
  })
  return { notifier, warnings, lines, bugs }
}

async function kept(db: Kysely<Database>, id = 'n-1', createdAt = new Date().toISOString()): Promise<void> {
  await insertNotification(db, { id, event: 'sweep.completed', body: `{"id":"${id}"}`, createdAt })
}

const rowOf = (db: Kysely<Database>, id = 'n-1') =>
  db.selectFrom('notifications').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

const statusOf = async (db: Kysely<Database>, id = 'n-1') => (await rowOf(db, id)).status

describe('a notification', () => {
  it('is signed as others compute it', () => {
    // The key and the message are those of the specification; the signature is that of OpenSSL.
    const signed = signedHeaders(
      {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        body: '{"test": 2432232314}',
        at: new Date(1_614_265_330_000),
      },
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLjSw',
    )
    expect(signed).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,q6KMVIJHk4Gs770FfR5f591Ftx7uVJSGl5wHV1ri978=',
    })
  })

  it('is sent once, signed, in the order in which it was kept', async () => {
    const db = await temporaryDatabase()
    const { url, received } = await receiver()
    const { notifier, lines } = opened(db, url)
    await kept(db, 'a', new Date(Date.now() - 2).toISOString())
    await kept(db, 'b', new Date(Date.now() - 1).toISOString())
    notifier.wake()
    notifier.wake()
    await expect.poll(() => statusOf(db, 'b')).toBe('sent')
    expect(received.map(({ body }) => body)).toEqual(['{"id":"a"}', '{"id":"b"}'])
    for (const one of received) expectSigned(one)
    expect(received[0].headers).toMatchObject({
      'webhook-id': 'a',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^sigma\/\d/),
    })
    expect(lines.join()).not.toMatch(/a-secret-path|whsec/)
  })

  it.each<[string, Answer]>([
    ['answers 503', 503],
    ['answers 429', 429],
    ['breaks the connection', (response) => response.destroy()],
  ])('is sent again, under the same id, to a receiver that %s', async (_, answer) => {
    const db = await temporaryDatabase()
    const { url, received } = await receiver(answer, answer, 204)
    const { notifier, warnings } = opened(db, url)
    await kept(db)
    notifier.wake()
    await expect.poll(() => statusOf(db)).toBe('sent')
    expect(received).toHaveLength(3)
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['n-1']))
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
    expect(warnings).toEqual([])
  })

  it('is sent again once the receiver is there', async () => {
    const db = await temporaryDatabase()
    const gone = await receiver()
    gone.close()
    const { notifier, lines } = opened(db, gone.url, { delays: [3_600_000] })
    await kept(db)
    notifier.wake()
    await expect.poll(async () => (await rowOf(db)).last_error).toBe("it can't be reached: ECONNREFUSED")
    expect(await statusOf(db)).toBe('pending')
    expect(lines.join()).not.toContain('a-secret-path')
    const { url, received } = await receiver()
    await db.updateTable('notifications').set({ due_at: new Date().toISOString() }).execute()
    opened(db, url).notifier.wake()
    await expect.poll(() => statusOf(db)).toBe('sent')
    expect(received).toHaveLength(1)
  })

  it('waits as long as the receiver says', async () => {
    const db = await temporaryDatabase()
    const { url } = await receiver((response) => response.writeHead(429, { 'retry-after': '600' }).end())
    const { notifier } = opened(db, url)
    await kept(db)
    notifier.wake()
    await expect.poll(async () => (await rowOf(db)).last_error).toBe('it answered 429')
    const waits = Date.parse((await rowOf(db)).due_at) - Date.now()
    expect(waits).toBeGreaterThan(500_000)
    expect(waits).toBeLessThanOrEqual(600_000)
  })

  it('is given up after the last try, and said to be', async () => {
    const db = await temporaryDatabase()
    const { url, received } = await receiver(500)
    const { notifier, warnings } = opened(db, url)
    await kept(db)
    notifier.wake()
    await expect.poll(() => statusOf(db)).toBe('given_up')
    expect(received).toHaveLength(3)
    expect(await rowOf(db)).toMatchObject({ attempts: 3, last_error: 'it answered 500' })
    expect(warnings).toEqual(['the receiver of notify.url was not told of sweep.completed: it answered 500'])
  })

  it.each<[string, Answer]>([
    ['refuses it', 400],
    ['is gone for good', 410],
    ['leads elsewhere', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ])('is given up at once where the receiver %s', async (_, answer) => {
    const db = await temporaryDatabase()
    const { url, received } = await receiver(answer)
    const { notifier } = opened(db, url)
    await kept(db)
    notifier.wake()
    await expect.poll(() => statusOf(db)).toBe('given_up')
    expect(received.map((one) => one.url)).toEqual(['/a-secret-path'])
  })

  it('is left to the next process by one that ends while the receiver does not answer', async () => {
    const db = await temporaryDatabase()
    const silent = await receiver(() => undefined)
    const { notifier } = opened(db, silent.url)
    await kept(db)
    notifier.wake()
    await expect.poll(() => silent.received.length).toBe(1)
    await notifier.close(10)
    expect(await rowOf(db)).toMatchObject({
      status: 'pending',
      attempts: 0,
      last_error: 'the process ended meanwhile',
    })
    notifier.wake()
    expect(silent.received).toHaveLength(1)
  })

  it('is due at once, and its last try still to come, where the process ended within that', async () => {
    const db = await temporaryDatabase()
    const silent = await receiver(() => undefined)
    const { notifier, warnings } = opened(db, silent.url, { delays: [] })
    await kept(db)
    notifier.wake()
    await expect.poll(() => silent.received.length).toBe(1)
    await notifier.close(10)
    expect([await statusOf(db), warnings]).toEqual(['pending', []])
    const { url, received } = await receiver()
    opened(db, url, { delays: [] }).notifier.wake()
    await expect.poll(() => statusOf(db)).toBe('sent')
    expect(received).toHaveLength(1)
  })

  it('is sent once the store is there again after it failed', async () => {
    const db = await temporaryDatabase()
    const { url } = await receiver()
    const { notifier, bugs } = opened(db, url, { pollMs: 100 })
    await kept(db)
    await db.schema.alterTable('notifications').renameTo('elsewhere').execute()
    notifier.wake()
    await expect.poll(() => bugs.length).toBeGreaterThan(0)
    await db.schema.alterTable('elsewhere').renameTo('notifications').execute()
    await expect.poll(() => statusOf(db)).toBe('sent')
    bugs.length = 0
  })

  it('is left to the next process by one that is killed while it sends', async () => {
    const db = await temporaryDatabase()
    const now = Date.now()
    await kept(db, 'n-1', new Date(now - 1_000).toISOString())
    const until = new Date(now + 60_000).toISOString()
    expect(await claimNotification(db, new Date(now).toISOString(), until)).toMatchObject({ id: 'n-1' })
    expect(await claimNotification(db, new Date(now + 59_000).toISOString(), until)).toBeUndefined()
    const after = new Date(now + 60_000).toISOString()
    expect(await claimNotification(db, after, new Date(now + 120_000).toISOString())).toMatchObject({
      id: 'n-1',
      attempts: 2,
    })
  })

  it('is sent by one of several processes', async () => {
    const db = await temporaryDatabase()
    const { url, received } = await receiver((response) => setTimeout(() => response.writeHead(204).end(), 5))
    const several = [opened(db, url), opened(db, url), opened(db, url)]
    const ids = Array.from({ length: 20 }, (_, i) => `n-${i}`)
    for (const id of ids) await kept(db, id)
    for (const { notifier } of several) notifier.wake()
    await expect.poll(() => received.length).toBeGreaterThanOrEqual(20)
    await Promise.all(several.map(({ notifier }) => notifier.close(5_000)))
    expect(received.map(({ headers }) => headers['webhook-id']).sort()).toEqual(ids.sort())
  })

  it('is kept where there is nothing to sign it with, which is said once', async () => {
    const db = await temporaryDatabase()
    const { url, received } = await receiver()
    const { notifier, warnings } = opened(db, url, { notify_secret: undefined })
    await kept(db)
    notifier.wake()
    await expect.poll(() => warnings.length).toBe(1)
    notifier.wake()
    await notifier.close(10)
    expect([warnings.length, received.length, await statusOf(db)]).toEqual([1, 0, 'pending'])
  })

  it('that ended is forgotten after thirty days', async () => {
    const db = await temporaryDatabase()
    const { url } = await receiver()
    await kept(db)
    const long = new Date(Date.now() - 31 * 86_400_000).toISOString()
    await db.updateTable('notifications').set({ status: 'sent', ended_at: long }).execute()
    opened(db, url).notifier.wake()
    await expect.poll(async () => (await db.selectFrom('notifications').selectAll().execute()).length).toBe(0)
  })
})

describe('the address of a receiver', () => {
  it.each([
    ['https://hooks.example/x', false, true],
    ['http://127.0.0.1:8080/x', false, true],
    ['http://localhost/x', false, true],
    ['http://[::1]:1/x', false, true],
    ['http://hooks.example/x', false, false],
    ['http://169.254.169.254/x', false, false],
    ['http://127.0.0.1.hooks.example/x', false, false],
    ['http://hooks.example/x', true, true],
  ])('%s, http allowed: %s, is good: %s', (url, http, good) => {
    const fault = receiverFault({ notify_url: url, notify_allow_http: http })
    expect(fault === undefined).toBe(good)
  })
})
