import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { backUpWorkspace } from '../../src/host/backup.ts'
import { pushWorkspace } from '../../src/host/pushArtifacts.ts'
import { s3Settings } from '../../src/host/s3Settings.ts'
import { bucket, type S3Server, startS3, useCredentials } from '../artifacts/s3Server.ts'
import { root } from '../docs/documents.ts'
import { done, modelId, type TestHost, testHost, testSettings } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

const flagsOf = ({ endpoint }: S3Server) => ({ s3_endpoint: endpoint, s3_bucket: bucket })
const keyOf = (uri: string): string => uri.slice(`s3://${bucket}/`.length)

async function inHost<Result>(
  workspace: string,
  flags: Record<string, unknown>,
  work: (host: TestHost) => Promise<Result>,
): Promise<Result> {
  const host = await testHost({ workspace, flags })
  try {
    return await work(host)
  } finally {
    await host.close()
  }
}

/** A workspace with a build in it, whose files are in its folder. */
async function built(flags: Record<string, unknown> = {}): Promise<string> {
  const workspace = temporaryFolder()
  await inHost(workspace, flags, (host) =>
    done(host.post('/build_matrix', { model_id: modelId, start: '2015-01-01' })),
  )
  return workspace
}

const urisOf = (workspace: string, flags: Record<string, unknown> = {}): Promise<string[]> =>
  inHost(workspace, flags, async (host) => (await done(host.get('/artifacts'))).rows.map(({ uri }) => uri))

const verify = (workspace: string, flags: Record<string, unknown>) =>
  inHost(workspace, flags, async (host) => JSON.parse((await host.post('/artifacts/verify')).text))

async function push(
  workspace: string,
  flags: Record<string, unknown>,
  options: Partial<Parameters<typeof pushWorkspace>[2]> = {},
) {
  return pushWorkspace(workspace, await testSettings(workspace, flags), {
    dryRun: false,
    removeLocal: false,
    signal: new AbortController().signal,
    onFile: () => undefined,
    ...options,
  })
}

async function started() {
  const server = await startS3()
  useCredentials()
  return { server, flags: flagsOf(server) }
}

it('stops moving when the server does, leaves each row with its file, and goes on afterwards', async () => {
  const { server, flags } = await started()
  const workspace = await built()
  const uris = await urisOf(workspace)
  // The first object is stored; then the server is gone.
  let stored = 0
  server.intercept(({ method }, response) => {
    if (method !== 'PUT' || ++stored <= 1) return false
    response.destroy()
    return true
  })
  await expect(push(workspace, flags)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    next: expect.stringContaining('SIGMA_S3_ENDPOINT'),
  })
  expect(await verify(workspace, flags)).toMatchObject({ intact: true })
  server.intercept(() => false)
  const progress = vi.fn()
  const { moved } = await push(workspace, flags, { onFile: progress })
  expect(progress).toHaveBeenLastCalledWith({ done: moved.files, total: moved.files })
  const now = await urisOf(workspace, flags)
  expect(now).toHaveLength(uris.length)
  for (const uri of now) expect(uri).toMatch(/^s3:/)
  expect(await verify(workspace, flags)).toMatchObject({ intact: true })
})

it('leaves the rows of a file alone when its object is not what was sent', async () => {
  const { server, flags } = await started()
  const workspace = await built()
  const before = await urisOf(workspace)
  server.intercept((request, response) => {
    if (!request.url?.includes('x-id=GetObject')) return false
    response.end('something else')
    return true
  })
  await expect(push(workspace, flags)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('changed just after it was stored'),
  })
  expect(await urisOf(workspace)).toEqual(before)
})

it('leaves a damaged file where it is, and names it', async () => {
  const { flags } = await started()
  const workspace = await built()
  const [uri] = await urisOf(workspace)
  writeFileSync(join(workspace, uri.slice('file:'.length)), 'damaged')
  const { damaged, moved } = await push(workspace, flags)
  expect(damaged).toEqual([{ uri, state: 'changed' }])
  expect(moved.files).toBeGreaterThan(0)
  expect(await urisOf(workspace, flags)).toContain(uri)
})

it('removes files that were moved when it is told to, but none that a run may be about to refer to', async () => {
  const { flags } = await started()
  const workspace = await built()
  const folder = join(workspace, '.sigma', 'artifacts')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('.'),
  )
  const anHourAgo = new Date(Date.now() - 3_601_000)
  for (const name of files.slice(1)) utimesSync(join(folder, name), anHourAgo, anHourAgo)
  const { moved, removed } = await push(workspace, flags, { removeLocal: true })
  expect({ moved: moved.files, removed: removed.files }).toEqual({
    moved: files.length,
    removed: files.length - 1,
  })
  expect(await verify(workspace, flags)).toMatchObject({ intact: true, recent: { files: 1 } })
})

it('moves nothing without a bucket, or under --dry-run, or after Ctrl-C', async () => {
  const { server, flags } = await started()
  const workspace = await built()
  await expect(push(workspace, {})).rejects.toMatchObject({
    code: 'INVALID_PARAM',
    next: expect.stringContaining('SIGMA_S3_BUCKET'),
  })
  const plan = await push(workspace, flags, { dryRun: true })
  expect(plan.moved.files).toBe(new Set(await urisOf(workspace)).size)
  await expect(push(workspace, flags, { signal: AbortSignal.abort() })).rejects.toThrow()
  expect(server.requests).toEqual([])
})

it('tells and mends an object that was damaged, as of a file', async () => {
  const { server, flags } = await started()
  const workspace = await built(flags)
  const [uri] = await urisOf(workspace, flags)
  server.damage(keyOf(uri), 'damaged')
  expect(await verify(workspace, flags)).toMatchObject({
    intact: false,
    problems: { changed: { files: 1, bytes: 7 } },
    rows: [{ problem: 'changed', uri }],
  })
  const again = { model_id: modelId, start: '2015-01-01', force: true }
  await inHost(workspace, flags, (host) => done(host.post('/build_matrix', again)))
  expect(await verify(workspace, flags)).toMatchObject({ intact: true })
})

it('says that the server can not be asked, rather than that its objects have faults', async () => {
  const { server, flags } = await started()
  const workspace = await built(flags)
  // It still lists them.
  server.intercept((request, response) => {
    if (!request.url?.includes('x-id=GetObject')) return false
    response.destroy()
    return true
  })
  await inHost(workspace, flags, async (host) => {
    const { status, body } = await host.post('/artifacts/verify')
    expect(status).toBe(503)
    expect(body.error).toMatchObject({
      code: 'UNAVAILABLE',
      next: expect.stringContaining('SIGMA_S3_ENDPOINT'),
    })
  })
})

it('collects objects on every page that no row refers to, and leaves new ones and those of others', async () => {
  const { server, flags } = await started()
  const workspace = await built(flags)
  const uris = await urisOf(workspace, flags)
  const own = keyOf(uris[0]).split('/')[0]
  const nameOf = (content: string) => {
    const sha256 = createHash('sha256').update(content).digest('hex')
    return `${sha256.slice(0, 2)}/${sha256}.csv`
  }
  const old = new Date(Date.now() - 3_601_000)
  for (let index = 0; index < 1_003; index++) {
    const key = `${own}/${nameOf(`orphan ${index}`)}`
    server.add(key, 'x')
    if (index % 10 === 0) server.date(key, old)
  }
  const others = `0123456789ab/${nameOf('of another database')}`
  server.add(others, 'x')
  server.date(others, old)
  server.add(`${own}/${nameOf('about to have a row')}`, 'new')
  for (const uri of uris) server.date(keyOf(uri), old)
  await inHost(workspace, flags, async ({ post }) => {
    const collected = JSON.parse((await post('/artifacts/gc', {})).text)
    expect(collected).toMatchObject({
      files: 101,
      bytes: 101,
      recent: { files: 903, bytes: 905 },
      foreign: { files: 0 },
    })
    const again = JSON.parse((await post('/artifacts/gc', {})).text)
    expect(again).toMatchObject({ files: 0 })
  })
  expect(await verify(workspace, flags)).toMatchObject({ intact: true })
  expect(server.has(others)).toBe(true)
})

it('backs up the database and leaves objects in their bucket, which is not asked', async () => {
  const { server, flags } = await started()
  const workspace = await built(flags)
  const uris = new Set(await urisOf(workspace, flags))
  server.requests.length = 0
  const backup = await backUpWorkspace(
    workspace,
    await testSettings(workspace, flags),
    join(temporaryFolder(), 'copy'),
  )
  expect(backup).toMatchObject({ files: 0, bytes: 0, objects: uris.size, damaged: [] })
  expect(server.requests).toEqual([])
})

it('answers links to objects where they are asked for and given', async () => {
  const { flags } = await started()
  const workspace = await built(flags)
  const rowsOf = (own: Record<string, unknown>, query: string) =>
    inHost(workspace, { ...flags, ...own }, async (host) => {
      const { rows } = await done(host.get(`/artifacts?kind=matrix${query}`))
      return rows.map((row) => ('url' in row ? row.url : 'absent'))
    })
  expect(await rowsOf({ s3_presign: 60 }, '')).toContain('absent')
  expect(await rowsOf({}, '&links=true')).toContain(null)
  const [url] = await rowsOf({ s3_presign: 60 }, '&links=true')
  const answer = await fetch(String(url))
  expect(answer.status).toBe(200)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(url).toContain(createHash('sha256').update(bytes).digest('hex'))
})

it('has every setting in docs/guide/object-storage.md', () => {
  const page = readFileSync(join(root, 'docs', 'guide', 'object-storage.md'), 'utf8')
  const rows = page.split('\n').filter((line) => /^\|.*`SIGMA_S3_/.test(line) && line.includes('`s3.'))
  expect(
    rows.map((row) =>
      row
        .split('|')
        .slice(2, 4)
        .map((cell) => cell.trim()),
    ),
  ).toEqual(
    Object.values(s3Settings).map(({ env, yaml }) => [
      env.map((name) => `\`${name}\``).join(', '),
      `\`${yaml}\``,
    ]),
  )
})
