import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import Libsql from 'libsql'
import { describe, expect, it } from 'vitest'
import { createToken, revokeToken } from '../../src/host/apiTokens.ts'
import { openHost } from '../../src/host/host.ts'
import { serve } from '../../src/host/serve.ts'
import { requestOf } from '../client/recorded.ts'
import { calls, temporaryWorkspace, testHost, testSettings } from '../server/testHost.ts'

const options = async (workspace: string, port = 0) => ({
  workspace,
  settings: await testSettings(workspace),
  threads: 1,
  host: '127.0.0.1',
  port,
})

/** A port that somebody else listens on while the work runs. */
async function withTakenPort(work: (port: number) => Promise<void>): Promise<void> {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  try {
    await work(typeof address === 'object' && address !== null ? address.port : 0)
  } finally {
    other.close()
  }
}

describe('serve', () => {
  it('records its address in the workspace, answers there, and removes the record when it stops', async () => {
    const workspace = temporaryWorkspace()
    const served = await serve(await options(workspace))
    const record = join(workspace, '.sigma', 'server.json')
    const { instance, ...rest } = JSON.parse(readFileSync(record, 'utf8'))
    expect(rest).toEqual({ url: served.url, pid: process.pid })
    const server = calls((request) => fetch(requestOf(request)), served.url)
    expect((await server.get('/livez')).status).toBe(200)
    for (const path of ['/livez', '/no_route', '/matrix/nothing'])
      expect((await server.get(path)).headers.get('x-sigma-instance'), path).toBe(instance)
    await served.stop()
    expect(existsSync(record)).toBe(false)
    await expect(fetch(`${served.url}/livez`)).rejects.toThrow()
  })

  it('writes over the record of a server that is gone', async () => {
    const workspace = temporaryWorkspace()
    mkdirSync(join(workspace, '.sigma'))
    const record = join(workspace, '.sigma', 'server.json')
    writeFileSync(record, JSON.stringify({ url: 'http://127.0.0.1:9', pid: 1 }))
    const served = await serve(await options(workspace))
    expect(JSON.parse(readFileSync(record, 'utf8')).url).toBe(served.url)
    await served.stop()
  })

  it('leaves the record of another server in place when it stops', async () => {
    const workspace = temporaryWorkspace()
    const [first, second] = [await serve(await options(workspace)), await serve(await options(workspace))]
    const record = join(workspace, '.sigma', 'server.json')
    await first.stop()
    expect(JSON.parse(readFileSync(record, 'utf8')).url).toBe(second.url)
    await second.stop()
    expect(existsSync(record)).toBe(false)
  })

  it('names a port that is taken and what to do, and records nothing', async () => {
    await withTakenPort(async (port) => {
      const workspace = temporaryWorkspace()
      await expect(serve(await options(workspace, port))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining(`port ${port}`),
        next: expect.stringContaining('--port 0'),
      })
      expect(existsSync(join(workspace, '.sigma', 'server.json'))).toBe(false)
    })
  })

  it('is refused on an address that others can reach, without a token', async () => {
    const workspace = temporaryWorkspace()
    await expect(serve({ ...(await options(workspace)), host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringContaining('0.0.0.0'),
      next: expect.stringContaining('sigma admin tokens create'),
    })
    expect(existsSync(join(workspace, '.sigma'))).toBe(false)
    const settings = await testSettings(workspace, {
      auth: false,
      admin_token: 'sixteen-characters-and-more',
    })
    await expect(serve({ ...(await options(workspace)), settings, host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringContaining('server.auth'),
    })
  })

  it('takes no token of an administrator that can be guessed', async () => {
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace, { admin_token: 'short' })
    await expect(serve({ ...(await options(workspace)), settings })).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringContaining('at least 16 characters'),
    })
  })

  it('asks for tokens on an address that others can reach, once there is one', async () => {
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace)
    const { token, id } = await createToken(workspace, settings, { name: 'desk', scopes: ['read'] })
    // Every address of the machine; asked for by that of loopback.
    const served = await serve({ ...(await options(workspace)), host: '0.0.0.0' })
    try {
      const url = `http://127.0.0.1:${new URL(served.url).port}/models`
      expect((await fetch(url)).status).toBe(401)
      expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
    } finally {
      await served.stop()
    }
    await revokeToken(workspace, settings, id)
    await expect(serve({ ...(await options(workspace)), host: '0.0.0.0' })).rejects.toMatchObject({
      message: expect.stringContaining('there is none'),
    })
  })

  it('stops at once while a client follows a run, and leaves the run to the next start', async () => {
    const workspace = temporaryWorkspace()
    const served = await serve(await options(workspace))
    const server = calls((request) => fetch(requestOf(request)), served.url)
    await server.post('/build_matrix', { model_id: 'spx_eq_swing_daily', start: '2015-01-02' })
    const body = { model_id: 'spx_eq_swing_daily', hyperparams: { rounds: 2_000, depth: 6 } }
    const { run_id } = (await server.post('/backtests', body)).body
    const following = server.events(`/backtests/${run_id}/events`)
    following.catch(() => 'the connection broke')
    await served.stop()
    const later = await testHost({ workspace })
    const run = (await later.get(`/backtests/${run_id}`)).body
    await later.close()
    expect(run).toMatchObject({ status: 'queued', progress: 0 })
  })
})

describe('a workspace that cannot be opened', () => {
  const opened = async (workspace: string) =>
    openHost({ workspace, settings: await testSettings(temporaryWorkspace()), threads: 1 })

  it('says so when a file stands in the place of its folder', async () => {
    const workspace = temporaryWorkspace()
    writeFileSync(join(workspace, '.sigma'), 'in the way')
    await expect(opened(workspace)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(workspace),
      next: expect.stringContaining('--workspace'),
    })
    expect(readFileSync(join(workspace, '.sigma'), 'utf8')).toBe('in the way')
  })

  it('says so when the workspace itself is a file', async () => {
    const file = join(temporaryWorkspace(), 'file')
    writeFileSync(file, 'no folder')
    await expect(opened(file)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  it('names a database that is broken, and leaves it as it is', async () => {
    const workspace = temporaryWorkspace()
    mkdirSync(join(workspace, '.sigma'))
    const file = join(workspace, '.sigma', 'sigma.db')
    writeFileSync(file, 'this is no database, and long enough to be read as one. '.repeat(40))
    const before = statSync(file).size
    await expect(opened(workspace)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('sigma.db'),
    })
    expect(statSync(file).size).toBe(before)
  })

  it('names the migration of a database that a newer program wrote', async () => {
    const workspace = temporaryWorkspace()
    await (await testHost({ workspace })).close()
    const file = join(workspace, '.sigma', 'sigma.db')
    const connection = new Libsql(file)
    connection.exec("insert into schema_migrations (id, name, checksum) values (9999, '9999_later', 'x')")
    connection.close()
    await expect(opened(workspace)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/newer.*9999_later/),
      next: expect.stringContaining('Update'),
    })
  })

  it('says so when the database is a folder', async () => {
    const workspace = temporaryWorkspace()
    mkdirSync(join(workspace, '.sigma', 'sigma.db'), { recursive: true })
    await expect(opened(workspace)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('folder'),
    })
  })
})
