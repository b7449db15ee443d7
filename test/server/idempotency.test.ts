import { hostname } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256OfJson } from '../../src/core/lineage/canonicalJson.ts'
import type { Parts } from '../../src/services/parts.ts'
import {
  deleteIdempotencyKey,
  insertIdempotencyKey,
  updateIdempotencyKey,
} from '../../src/store/idempotency.ts'
import { insertTraining } from '../../src/store/trainings.ts'
import { work } from '../store/temporary.ts'
import { done, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

let host: TestHost
let parts: Parts
let isDown = false

beforeAll(async () => {
  host = await testHost({
    change(all) {
      parts = all
      return {
        reportBug: () => undefined,
        artifacts: {
          ...all.artifacts,
          put: (bytes, options) =>
            isDown ? Promise.reject(new Error('the disk is gone')) : all.artifacts.put(bytes, options),
        },
      }
    },
  })
  writeFeatureCsv(host.workspace)
})
afterAll(() => host.close())

const body = {
  csv: 'features.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: quick.hyperparams,
}
const withKey = (key: string) => ({ 'idempotency-key': key })
const trainings = async () => (await done(host.get('/training_runs'))).total

describe('an Idempotency-Key', () => {
  it('gives a repeated POST the first answer, byte for byte, and does it once', async () => {
    const before = await trainings()
    const request = { ...body, force: true }
    const first = await host.post('/train', request, withKey('once'))
    const again = await host.post('/train', request, withKey('once'))
    expect(first.status, first.text).toBe(200)
    expect([again.status, again.text]).toEqual([first.status, first.text])
    expect(await trainings()).toBe(before + 1)
    await done(host.post('/train', request, withKey('another')))
    expect(await trainings()).toBe(before + 2)
  })

  it('keeps the status too', async () => {
    const first = await host.post('/backtests', { ...body, tag: 'accepted' }, withKey('accepted'))
    const again = await host.post('/backtests', { ...body, tag: 'accepted' }, withKey('accepted'))
    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.body.run_id).toBe(first.body.run_id)
    expect(again.body.deduplicated).toBe(false)
    await host.events(`/backtests/${first.body.run_id}/events`)
  })

  it('is the same whatever order the fields stand in, and below /api', async () => {
    const first = await host.post('/train', { ...body, tag: 'order' }, withKey('order'))
    const turned = Object.fromEntries(Object.entries({ ...body, tag: 'order' }).reverse())
    expect((await host.post('/api/train', turned, withKey('order'))).text).toBe(first.text)
  })

  it('is refused with CONFLICT for another body', async () => {
    await done(host.post('/train', body, withKey('taken')))
    const other = await host.post('/train', { ...body, seed: 9 }, withKey('taken'))
    expect(other.status).toBe(409)
    expect(other.body.error).toMatchObject({ code: 'CONFLICT', next: expect.stringContaining('new key') })
  })

  it('is one of its route', async () => {
    const training = await done(host.post('/train', body, withKey('shared')))
    const backtest = await host.post('/backtest', body, withKey('shared'))
    expect(backtest.status, backtest.text).toBe(200)
    expect(backtest.body.run_id).not.toBe(training.run_id)
    expect(backtest.body.metrics).toMatchObject({ trades: expect.any(Number) })
  })

  it('keeps an answer that says what is wrong with the request', async () => {
    const first = await host.post('/train', { ...body, csv: 'later.csv' }, withKey('wrong'))
    expect(first.status).toBe(400)
    writeFeatureCsv(host.workspace, 'later.csv')
    expect((await host.post('/train', { ...body, csv: 'later.csv' }, withKey('wrong'))).text).toBe(first.text)
  })

  it('is released when the request failed through no fault of its own', async () => {
    isDown = true
    const failed = await host.post('/train', { ...body, tag: 'released' }, withKey('released'))
    isDown = false
    expect(failed.status).toBe(500)
    const again = await host.post('/train', { ...body, tag: 'released' }, withKey('released'))
    expect(again.status, again.text).toBe(200)
  })

  it('says that the first request is not answered yet', async () => {
    const key = { key: 'open', route: 'POST /train' }
    const requestSha = sha256OfJson({ query: '', body })
    const createdAt = new Date().toISOString()
    await insertIdempotencyKey(parts.db, { ...key, requestSha, owner: parts.owner, createdAt })
    const early = await host.post('/train', body, withKey('open'))
    expect(early.status).toBe(409)
    expect(early.body.error.message).toContain('not answered yet')
    await deleteIdempotencyKey(parts.db, key.key, key.route)
    expect((await host.post('/train', body, withKey('open'))).status).toBe(200)
  })

  it.each([
    ['the same request', sha256OfJson({ query: '', body })],
    ['another one', 'other'],
  ])('is free when the process that claimed it for %s ended without an answer', async (key, requestSha) => {
    const owner = `${process.pid}@${hostname()}#killed`
    const createdAt = new Date().toISOString()
    await insertIdempotencyKey(parts.db, { key, route: 'POST /train', requestSha, owner, createdAt })
    const answer = await host.post('/train', body, withKey(key))
    expect(answer.status, answer.text).toBe(200)
    expect((await host.post('/train', body, withKey(key))).text, 'and is kept again').toBe(answer.text)
  })

  it('is forgotten after a day, while the server goes on', async () => {
    const old = { key: 'old', route: 'POST /train', requestSha: 'other', owner: parts.owner }
    const createdAt = new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString()
    for (const key of ['old', 'older']) {
      await insertIdempotencyKey(parts.db, { ...old, key, createdAt })
      await updateIdempotencyKey(parts.db, { ...old, key, status: 200, body: {} })
    }
    expect((await host.post('/train', body, withKey('old'))).status).toBe(200)
    const kept = await parts.db
      .selectFrom('idempotency_keys')
      .where('key', '=', 'older')
      .selectAll()
      .execute()
    expect(kept).toEqual([])
  })

  it('means nothing on other methods', async () => {
    const first = await host.call('GET', '/health', undefined, withKey('read'))
    const again = await host.call('GET', '/livez', undefined, withKey('read'))
    expect([first.status, again.status]).toEqual([200, 200])
    const put = (slippage_bps: number) =>
      host.call(
        'PUT',
        '/policy',
        { model_id: 'spx_eq_swing_daily', policy: { risk: {}, execution: { slippage_bps }, alerting: {} } },
        withKey('put'),
      )
    expect([(await put(1)).body.version, (await put(2)).body.version]).toEqual([1, 2])
  })

  it('goes with a request and its confirmation, and is kept of what that came to', async () => {
    const { id } = work(1)
    await insertTraining(parts.db, { ...work(1), config: {}, status: 'queued', owner: null })
    const cancel = (headers: object) =>
      host.post(`/admin/jobs/${id}/cancel`, undefined, { ...withKey('confirmed'), ...headers })
    const asked = await cancel({})
    const { confirmation } = JSON.parse(asked.text).error.details
    const done = await cancel({ 'X-Confirmation': confirmation })
    const again = await cancel({ 'X-Confirmation': confirmation })
    expect([asked.status, done.status, again.status]).toEqual([409, 200, 200])
    expect(again.text).toBe(done.text)
  })

  it('has 1 to 200 characters', async () => {
    const answer = await host.post('/train', body, withKey('x'.repeat(201)))
    expect(answer.status).toBe(400)
    expect(answer.body.error.details.field_errors[0].field).toBe('Idempotency-Key')
  })
})
