import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { openParts } from '../../src/host/openParts.ts'
import { briefly } from '../../src/server/briefly.ts'
import { Authentication } from '../../src/server/guard/authentication.ts'
import { Guesses } from '../../src/server/guard/guesses.ts'
import { endRevokedStreams } from '../../src/server/guard/openStreams.ts'
import { createApiToken } from '../../src/services/apiTokens.ts'
import { temporaryWorkspace, testSettings } from './testHost.ts'

describe('guesses of tokens', () => {
  it('are looked up as often as a caller may ask, and no more; good tokens are as before', async () => {
    const workspace = temporaryWorkspace()
    const { parts, close } = await openParts({
      workspace,
      settings: await testSettings(workspace),
      threads: 1,
    })
    try {
      let lookUps = 0
      const counting = new Proxy(parts.db, {
        get(db, name) {
          if (name === 'selectFrom') lookUps++
          const value: unknown = Reflect.get(db, name)
          return typeof value === 'function' ? value.bind(db) : value
        },
      })
      const { token } = await createApiToken(parts, { userId: 'ann', name: 'desk', scopes: ['read'] })
      const guarded = new Authentication(
        { ...parts, db: counting },
        { required: true, adminToken: undefined },
        new Guesses(3),
      )
      expect(await guarded.check(token, 'read', '10.0.0.1')).toMatchObject({ userId: 'ann' })
      const guess = (one: number, address = '10.0.0.1') => guarded.check(`sigma_guess${one}`, 'read', address)
      for (const one of [1, 2, 3]) await expect(guess(one)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
      const before = lookUps
      for (const one of [4, 5]) await expect(guess(one)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
      expect(lookUps).toBe(before)
      await expect(guess(6, '10.0.0.2'), 'of another address').rejects.toMatchObject({ code: 'UNAUTHORIZED' })
      expect(await guarded.check(token, 'read', '10.0.0.1')).toMatchObject({ userId: 'ann' })
    } finally {
      await close()
    }
  })
})

describe('a stream of events', () => {
  it('ends when its token is good no longer, and not before', async () => {
    let asked = 0
    const app = Fastify()
    app.decorateRequest('caller', null)
    app.addHook('onRequest', async (request) => {
      request.caller = { userId: 'ann', tokenId: 'desk', scopes: ['read'] }
    })
    const check = () => (++asked < 3 ? Promise.resolve() : Promise.reject(new Error('revoked')))
    endRevokedStreams(app, check, 20)
    app.get('/', { config: { operation: 'streamBacktest' } }, (_, reply) => {
      reply.hijack()
      reply.raw.write(': here\n\n')
    })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    try {
      const answer = await fetch(url)
      await expect(answer.text()).rejects.toThrow()
      expect(asked).toBe(3)
    } finally {
      await app.close()
    }
  })
})

describe('what is asked for often', () => {
  it('is done once for all who ask at a time, and again after it', async () => {
    let done = 0
    const ask = briefly(30, async () => ++done)
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1])
    await expect.poll(ask).toBe(2)
  })
})
