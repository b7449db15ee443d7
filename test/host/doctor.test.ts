import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { examine, examined } from '../../src/host/doctor/examine.ts'
import { diskFinding, nodeFinding } from '../../src/host/doctor/machine.ts'
import { readSettings } from '../../src/host/settings.ts'
import { openDatabase } from '../../src/store/database.ts'
import { bucket, startS3, useCredentials } from '../artifacts/s3Server.ts'
import { runSigma } from '../cli/runSigma.ts'
import { root } from '../docs/documents.ts'
import { temporaryWorkspace } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

/** Settings of whoever runs the tests stay out; any port but a taken one will do. */
async function look(workspace: string, variables: NodeJS.ProcessEnv = {}) {
  const env = { XDG_CONFIG_HOME: join(workspace, 'none'), SIGMA_PORT: '0', ...variables }
  const rows = await examine(workspace, env, () => readSettings({ workspace, env }))
  return Object.fromEntries(rows.map((row) => [row.name, row]))
}

/** A workspace whose store is at the program's schema. */
async function withStore(change: (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<unknown>) {
  const workspace = temporaryWorkspace()
  mkdirSync(join(workspace, '.sigma'), { recursive: true })
  const db = await openDatabase({ file: join(workspace, '.sigma', 'sigma.db') })
  await change(db)
  await db.destroy()
  return workspace
}

describe('sigma doctor', () => {
  it('finds nothing wrong with a new workspace, and makes nothing in it', async () => {
    const workspace = temporaryFolder()
    const rows = await look(workspace)
    expect(Object.keys(rows)).toEqual(examined.map(({ name }) => name))
    for (const row of Object.values(rows)) expect(row, row.name).toMatchObject({ status: 'ok' })
    expect(rows.database.message).toContain('not made yet')
    expect(rows.queue.message).toContain('local')
    expect(rows['polygon key'].next).toContain('POLYGON_API_KEY')
    expect(readdirSync(workspace)).toEqual([])
  })

  it('warns of a queue on SQLite, which serves one machine alone', async () => {
    const { queue } = await look(await withStore(async () => {}), { SIGMA_JOBS: 'pgboss' })
    expect(queue).toMatchObject({ status: 'warn', message: expect.stringContaining('SQLite') })
    expect(queue.next).toContain('DATABASE_URL')
  })

  it('exits 4 and says what to do when the workspace is missing; every error has its fix', async () => {
    // The test runner sets one of its own.
    vi.stubEnv('BASE_URL', '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { code, stdout } = await runSigma(
      'doctor',
      '--workspace',
      join(temporaryFolder(), 'none'),
      '--json',
    )
    expect(code).toBe(4)
    const { ok, healthy, rows } = JSON.parse(stdout)
    expect({ ok, healthy }).toEqual({ ok: true, healthy: false })
    const errors = rows.filter(({ status }: { status: string }) => status === 'error')
    expect(errors).toMatchObject([
      { name: 'workspace', needed: true, next: expect.stringMatching(/^sigma init/) },
    ])
  })

  it('finds a workspace that can not be written to: a file in the place of its folder', async () => {
    const workspace = temporaryFolder()
    writeFileSync(join(workspace, 'cache'), '')
    const { workspace: row } = await look(workspace, { SIGMA_CACHE_DIR: join(workspace, 'cache') })
    expect(row).toMatchObject({ status: 'error', message: expect.stringContaining('is a file') })
  })

  it('tells a faulty variable by its name, and skips what needs settings', async () => {
    const rows = await look(temporaryFolder(), { DATABASE_URL: 'mysql://x' })
    expect(rows.settings).toMatchObject({ status: 'error', message: expect.stringContaining('DATABASE_URL') })
    expect(rows.database.status).toBe('skipped')
  })

  it('tells variables of the database that choose nothing, and ones that are not read', async () => {
    const alone = await look(temporaryFolder(), { DB_USER: 'me' })
    expect(alone['database variables']).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('DB_USER without DB_HOST'),
    })
    const env = { DATABASE_URL: 'postgresql://u:secret@127.0.0.1:1/none', DB_HOST: 'other' }
    const both = await look(temporaryFolder(), env)
    expect(both['database variables'].message).toContain('not read: DB_HOST')
    expect(both.database).toMatchObject({ status: 'error', needed: true, next: expect.any(String) })
    expect(both.migrations.status).toBe('skipped')
    expect(JSON.stringify(both)).not.toContain('secret')
  })

  it('tells of migrations that are to come, and how to apply them', async () => {
    const workspace = await withStore((db) =>
      sql`delete from schema_migrations where id = (select max(id) from schema_migrations)`.execute(db),
    )
    const { migrations } = await look(workspace)
    expect(migrations).toMatchObject({ status: 'warn', next: expect.stringContaining('sigma db migrate') })
    expect(migrations.message).toContain('1 to apply')
  })

  it('tells a clock that is behind the newest run', async () => {
    const later = new Date(Date.now() + 7_200_000).toISOString()
    const behind = await withStore((db) =>
      sql`insert into backtest_sweeps (id, request_key, pack_id, model_id, spec, status, created_at)
          values ('s', 'k', 'p', 'm', '{}', 'queued', ${later})`.execute(db),
    )
    expect((await look(behind)).clock).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('behind'),
      next: expect.stringContaining('NTP'),
    })
  })

  it('tells where notifications could not be sent, without the path of their receiver', async () => {
    const of = async (env: NodeJS.ProcessEnv) => (await look(temporaryFolder(), env)).notifications
    const SIGMA_NOTIFY_SECRET = `whsec_${Buffer.alloc(24).toString('base64')}`
    expect(await of({})).toMatchObject({ status: 'ok', needed: false })
    expect(await of({ SIGMA_NOTIFY_SECRET })).toMatchObject({ status: 'warn' })
    expect(await of({ SIGMA_NOTIFY_URL: 'http://hooks.example/in' })).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('is http: on another machine'),
    })
    const url = { SIGMA_NOTIFY_URL: 'https://hooks.example/in-the-path' }
    expect(await of(url)).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('SIGMA_NOTIFY_SECRET is not set'),
    })
    expect(await of({ ...url, SIGMA_NOTIFY_SECRET, SIGMA_NOTIFY_EVENTS: 'gate.failed' })).toMatchObject({
      status: 'ok',
      message: 'https://hooks.example/… is told of gate.failed',
    })
  })

  it('tells a port that another program has', async () => {
    const other = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const address = other.address()
    const taken = typeof address === 'object' && address !== null ? address.port : 0
    const { port } = await look(temporaryFolder(), { SIGMA_PORT: String(taken) })
    expect(port).toMatchObject({ status: 'warn', needed: false, next: expect.stringContaining('--port 0') })
  })

  it('tells variables of S3 that nothing reads', async () => {
    const { s3 } = await look(temporaryFolder(), { SIGMA_S3_BUKET: 'bucket' })
    expect(s3).toMatchObject({ status: 'warn', message: expect.stringContaining('SIGMA_S3_BUKET') })
    const { s3: without } = await look(temporaryFolder(), { SIGMA_S3_ENDPOINT: 'http://127.0.0.1:9000' })
    expect(without).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('without SIGMA_S3_BUCKET'),
    })
  })

  it('asks the bucket, and writes nothing to it', async () => {
    const server = await startS3()
    useCredentials()
    const variables = {
      SIGMA_S3_ENDPOINT: server.endpoint,
      SIGMA_S3_BUCKET: bucket,
      SIGMA_S3_PREFIX: '/team/',
    }
    const { s3 } = await look(temporaryFolder(), variables)
    expect(s3).toMatchObject({
      status: 'ok',
      message: `s3://${bucket}/team/ at ${server.endpoint} answers`,
    })
    expect(server.requests.map((request) => request.split(' ')[0])).toEqual(['GET'])
    const { s3: missing } = await look(temporaryFolder(), { ...variables, SIGMA_S3_BUCKET: 'elsewhere' })
    expect(missing).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('no bucket elsewhere'),
      next: expect.stringContaining('SIGMA_S3_BUCKET'),
    })
    await server.stop()
    const { s3: gone } = await look(temporaryFolder(), variables)
    expect(gone).toMatchObject({ status: 'warn', next: expect.stringContaining('SIGMA_S3_ENDPOINT') })
  })

  it('needs Node 20.19 and some space', () => {
    expect(['18.20.0', '20.18.9', '20.19.0', '22.0.0'].map((version) => nodeFinding(version).status)).toEqual(
      ['error', 'error', 'ok', 'ok'],
    )
    expect([1e6, 1e8, 1e9].map((free) => diskFinding(free).status)).toEqual(['error', 'warn', 'ok'])
  })

  it('has its checks in docs/guide/prerequisites.md', () => {
    const page = readFileSync(join(root, 'docs', 'guide', 'prerequisites.md'), 'utf8')
    const rows = examined.map(({ name, needed, needs, variables, fix }) => {
      const names = variables.map((variable) => `\`${variable}\``).join(', ')
      return `| ${name} | ${needed ? 'yes' : 'no'} | ${needs} | ${names || '-'} | ${fix} |`
    })
    expect(page.split('\n').filter((line) => /^\| (?!check )/.test(line))).toEqual(rows)
  })
})
