import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import openapi from '../../src/contract/generated/openapi.json' with { type: 'json' }
import { SigmaError } from '../../src/core/errors.ts'
import { readOperations } from '../../src/server/operations.ts'
import { rememberAnswers } from '../../src/server/rememberedAnswers.ts'
import type { Reply } from '../../src/server/route.ts'
import type { Parts } from '../../src/services/parts.ts'
import { done, quick, type TestHost, testHost } from './testHost.ts'

let host: TestHost
let parts: Parts

beforeAll(async () => {
  host = await testHost({
    change(all) {
      parts = all
      return {}
    },
  })
  await done(host.post('/build_matrix', { model_id: quick.model_id }))
})
afterAll(() => host.close())

/** By the HTTP server: commands of this process ask once, and nothing is remembered for them. */
const page = async (path = '/leaderboard?limit=10') => (await host.app()).inject(path)

describe('pages of the leaderboard', () => {
  it('show what was written since they were last asked for', async () => {
    const before = await page()
    await done(host.post('/backtest', quick))
    const after = await page()
    expect([before.json().total, after.json().total]).toEqual([0, 1])
    await parts.db.updateTable('backtest_runs').set({ tag: 'changed by hand' }).execute()
    expect((await page()).json().rows).toMatchObject([{ tag: 'changed by hand' }])
  })

  it('are the same when they are asked for again, and each filter has its own', async () => {
    const [first, again, other] = [await page(), await page(), await page('/leaderboard?tag=unknown')]
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8')
    expect([again.body, again.headers['content-type']]).toEqual([first.body, first.headers['content-type']])
    expect(again.json()).toEqual(await done(host.get('/leaderboard?limit=10')))
    expect(other.json().total).toBe(0)
    const wrong = [await page('/leaderboard?limit=none'), await page('/leaderboard?limit=none')]
    expect(wrong.map(({ statusCode }) => statusCode)).toEqual([400, 400])
  })
})

describe('an answer that is remembered', () => {
  it('is made once for all who ask for it, until somebody writes', async () => {
    let made = 0
    const ask = asking(async () => ({ made: ++made }))
    const first = await Promise.all([ask('/leaderboard'), ask('/leaderboard'), ask('/leaderboard?limit=1')])
    expect(first.map(String)).toEqual(['{"made":1}', '{"made":1}', '{"made":2}'])
    await parts.db.updateTable('backtest_runs').set({ tag: 'other' }).execute()
    expect(String(await ask('/leaderboard'))).toBe('{"made":3}')
  })

  it('is not a failure, which may be over by the next time', async () => {
    let asked = 0
    const ask = asking(async () => {
      if (asked++ === 0) throw new SigmaError('UNAVAILABLE', 'the database is away')
      return {}
    })
    await expect(ask('/leaderboard')).rejects.toThrow('away')
    expect(String(await ask('/leaderboard'))).toBe('{}')
  })

  it('makes way where all together grow large', async () => {
    let made = 0
    const ask = asking(async () => ({ made: ++made, filling: 'x'.repeat(9_000_000) }))
    for (const path of ['/leaderboard?a', '/leaderboard?b', '/leaderboard?c', '/leaderboard?a'])
      await ask(path)
    expect(made).toBe(4)
    await ask('/leaderboard?a')
    expect(made).toBe(4)
  })

  it('makes way for those of long addresses too', async () => {
    let made = 0
    const ask = asking(async () => ({ made: ++made }))
    const path = (at: number) => `/leaderboard?model_id=${String(at).padStart(20_000, '0')}`
    for (let at = 0; at < 1_000; at++) await ask(path(at))
    await ask(path(0))
    expect(made).toBe(1_001)
  })

  it('is none of other operations', async () => {
    let made = 0
    const ask = asking(async () => ++made, 'listModels')
    expect([await ask('/models'), await ask('/models')]).toEqual([1, 2])
  })
})

function asking(make: () => Promise<unknown>, id = 'listLeaderboard'): (url: string) => Promise<unknown> {
  const carryOut = rememberAnswers(make, parts)
  const operation = readOperations(openapi).find((one) => one.id === id)
  if (!operation) throw new Error(`there is no operation ${id}`)
  const reply: Reply = {
    statusCode: 200,
    sent: false,
    code: () => reply,
    header: () => reply,
    type: () => reply,
    send: () => reply,
  }
  const request = {
    id: 'one',
    ip: '127.0.0.1',
    method: 'GET',
    headers: {},
    params: {},
    query: {},
    body: undefined,
  }
  const server = { inject: () => Promise.reject(new Error('nothing else is asked')) }
  return (url) => carryOut(operation, { ...request, url, server, caller: null }, reply)
}
