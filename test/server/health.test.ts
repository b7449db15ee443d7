import { afterEach, describe, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { done, type TestHost, testHost } from './testHost.ts'

let host: TestHost | undefined
afterEach(async () => {
  await host?.close()
  host = undefined
})

const gone = () => Promise.reject(new Error('the disk is gone'))

describe('the state of a server', () => {
  it('is told of the store and of the bars', async () => {
    host = await testHost()
    expect(await done(host.get('/health'))).toMatchObject({ api: 'ok', db: 'ok', data: 'ok' })
    expect((await host.get('/readyz')).status).toBe(200)
  })

  it('is an error where bars cannot be read, and the server is alive all the same', async () => {
    const change = ({ sample }: Parts) => ({ sample: { ...sample, load: gone } })
    host = await testHost({ change })
    expect(await done(host.get('/health'))).toMatchObject({ api: 'ok', db: 'ok', data: 'error' })
    expect((await host.get('/livez')).status).toBe(200)
    const { status, body } = await host.get('/readyz')
    expect(status).toBe(503)
    expect(body.error.message).toContain('the disk is gone')
  })

  it('is an error where the store does not answer', async () => {
    let store: Parts['db'] | undefined
    host = await testHost({
      change({ db }) {
        store = db
        return {}
      },
    })
    await store?.destroy()
    expect(await done(host.get('/health'))).toMatchObject({ api: 'ok', db: 'error', data: 'ok' })
    expect((await host.get('/readyz')).status).toBe(503)
  })
})
