import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, findServer } from '../../src/cli/connect.ts'
import { exitCodeOf } from '../../src/cli/exitCodeOf.ts'
import { exitCodes } from '../../src/cli/exitCodes.ts'
import { type Served, serve } from '../../src/host/serve.ts'
import { temporaryWorkspace, testSettings } from '../server/testHost.ts'

let other: { workspace: string; served: Served }
beforeAll(async () => {
  const workspace = temporaryWorkspace()
  const settings = await testSettings(workspace)
  other = { workspace, served: await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 }) }
})
afterAll(() => other.served.stop())

/** A workspace in which a server that is gone has left its record. */
function left(record: unknown): string {
  const workspace = temporaryWorkspace()
  mkdirSync(join(workspace, '.sigma'))
  writeFileSync(join(workspace, '.sigma', 'server.json'), JSON.stringify(record))
  return workspace
}

const found = async (workspace: string) => findServer(await testSettings(workspace), workspace)

const { signal } = new AbortController()

describe('the server that commands call', () => {
  it('is the one that runs in their workspace', async () => {
    expect(await found(other.workspace)).toBe(other.served.url)
    expect(await found(temporaryWorkspace())).toBeUndefined()
  })

  it.each([
    ['names another instance', { instance: 'gone' }],
    ['names none', {}],
    ['names something else', { instance: null }],
  ])('is not that of another workspace on the port of a record that %s', async (_, rest) => {
    const workspace = left({ url: other.served.url, pid: 1, ...rest })
    expect(await found(workspace)).toBeUndefined()
    const connection = await connect({
      workspace,
      settings: await testSettings(workspace),
      threads: 1,
      signal,
    })
    expect(connection.kind).toBe('embedded')
    await connection.close()
  })

  it('is not one that is gone', async () => {
    expect(await found(left({ url: 'http://127.0.0.1:9', pid: 1, instance: 'gone' }))).toBeUndefined()
    expect(await found(left('no record'))).toBeUndefined()
  })

  it('is not silently passed over when it does not answer', async () => {
    const busy = createServer().listen(0, '127.0.0.1')
    await once(busy, 'listening')
    const address = busy.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const workspace = left({ url: `http://127.0.0.1:${port}`, pid: 1, instance: 'busy' })
    try {
      const failure = await found(workspace).then(String, (error: unknown) => error)
      expect(exitCodeOf(failure)).toBe(exitCodes.unreachable)
      expect(failure).toMatchObject({
        code: 'TIMEOUT',
        next: expect.stringContaining('server.json'),
      })
    } finally {
      busy.closeAllConnections()
      busy.close()
    }
  })

  it('is the one that is named, whatever runs here', async () => {
    const settings = await testSettings(other.workspace, { base_url: 'http://sigma.example' })
    expect(await findServer(settings, other.workspace)).toBe('http://sigma.example')
  })
})
