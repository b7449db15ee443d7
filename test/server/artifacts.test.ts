import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { runSigma } from '../cli/runSigma.ts'
import { type TestHost, temporaryWorkspace, testHost, writeFeatureCsv } from './testHost.ts'

interface Tally {
  files: number
  bytes: number
}
interface Found {
  ok: boolean
  intact: boolean
  dry_run: boolean
  files: number
  bytes: number
  whole: Tally
  problems: Record<'missing' | 'changed' | 'unreadable' | 'unreferenced' | 'leftover', Tally>
  unreferenced: Tally
  leftovers: Tally
  recent: Tally
  foreign: Tally
  rows: { problem?: string; uri: string; run_id?: string | null; kind?: string | null; why?: string }[]
}

const workspace = temporaryWorkspace()
const folder = join(workspace, '.sigma', 'artifacts')
const orphans = 1_203
const none = { files: 0, bytes: 0 }
const anHourAgo = new Date(Date.now() - 3_601_000)

let host: TestHost
let runId: string

/** A real run on a file, with the files that it stores. */
beforeAll(async () => {
  host = await testHost({ workspace })
  const csv = writeFeatureCsv(workspace)
  const { body, text } = await host.post('/train', { csv, hyperparams: { rounds: 5, depth: 2 } })
  expect(body.ok, text).toBe(true)
  runId = body.run_id
  await host.post('/backtest', { csv, splits: 2, hyperparams: { rounds: 5, depth: 2 } })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await host.close()
})

async function ask(path: string, body?: unknown): Promise<Found> {
  const response = await host.send(
    new Request(`http://sigma.local${path}`, {
      method: 'POST',
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    }),
  )
  const text = await response.text()
  expect(response.status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

const fileOf = (uri: string): string => join(workspace, ...uri.slice('file:'.length).split('/'))
const files = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())

/** A file as the store would name it, which no row refers to. */
function putOrphan(content: string, modified = anHourAgo): string {
  const sha = createHash('sha256').update(content).digest('hex')
  return putFile(join(folder, sha.slice(0, 2), `${sha}.csv`), content, modified)
}

function putFile(path: string, content: string, modified = anHourAgo): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  utimesSync(path, modified, modified)
  return path
}

async function storedUris(): Promise<string[]> {
  const { body } = await host.get('/artifacts')
  return [...new Set(body.rows.map(({ uri }) => uri))]
}

describe('stored files that are as they were stored', () => {
  it('are all found whole', async () => {
    const uris = await storedUris()
    const size = uris.reduce((sum, uri) => sum + statSync(fileOf(uri)).size, 0)
    expect(await ask('/artifacts/verify')).toEqual({
      ok: true,
      intact: true,
      whole: { files: uris.length, bytes: size },
      problems: { missing: none, changed: none, unreadable: none, unreferenced: none, leftover: none },
      recent: none,
      foreign: none,
      rows: [],
    })
    expect(uris.length).toBeGreaterThan(1)
  })

  it('are never collected, however old they are', async () => {
    for (const path of files()) utimesSync(path, anHourAgo, anHourAgo)
    const before = files()
    expect(await ask('/artifacts/gc', {})).toMatchObject({ dry_run: false, files: 0, bytes: 0, rows: [] })
    expect(files()).toEqual(before)
    expect((await ask('/artifacts/verify')).intact).toBe(true)
  })
})

describe('stored files that were damaged', () => {
  it('are told with what is wrong and whose they are, and are mended by repeating the run', async () => {
    const { body } = await host.get(`/artifacts?run_id=${runId}`)
    const [{ uri }] = body.rows
    const fault = async () => {
      const { intact, problems, rows } = await ask('/artifacts/verify')
      expect(intact).toBe(false)
      return { problems, rows }
    }

    writeFileSync(fileOf(uri), 'cut')
    expect(await fault()).toMatchObject({
      problems: { changed: { files: 1, bytes: 3 }, missing: none },
      rows: [{ problem: 'changed', uri, kind: 'model', run_id: runId }],
    })
    rmSync(fileOf(uri))
    expect(await fault()).toMatchObject({
      problems: { missing: { files: 1, bytes: 0 }, changed: none },
      rows: [{ problem: 'missing', uri, run_id: runId }],
    })
    mkdirSync(fileOf(uri))
    expect(await fault()).toMatchObject({
      problems: { unreadable: { files: 1 } },
      rows: [{ problem: 'unreadable', uri, why: expect.stringContaining('EISDIR') }],
    })
    rmSync(fileOf(uri), { recursive: true })

    const again = { csv: 'features.csv', hyperparams: { rounds: 5, depth: 2 }, force: true }
    expect((await host.post('/train', again)).status).toBe(200)
    expect((await ask('/artifacts/verify')).intact).toBe(true)
  })
})

describe('files that no run refers to', () => {
  let orphaned: string[]
  let leftover: string
  let recent: string
  let foreign: string
  let kept: string[]

  beforeEach(() => {
    kept = files()
    orphaned = Array.from({ length: orphans }, (_, index) => putOrphan(`orphan ${index}`))
    leftover = putFile(join(folder, '00', `.${randomUUID()}.part`), 'half')
    recent = putOrphan('about to have a row', new Date())
    foreign = putFile(join(folder, 'notes.txt'), 'mine')
    return () => {
      for (const path of files()) if (!kept.includes(path)) rmSync(path)
    }
  })

  const bytesOf = (paths: string[]): number => paths.reduce((sum, path) => sum + statSync(path).size, 0)

  it('are all counted, and the first thousand named', async () => {
    const found = await ask('/artifacts/verify')
    expect(found).toMatchObject({
      intact: false,
      problems: {
        missing: none,
        changed: none,
        unreferenced: { files: orphans, bytes: bytesOf(orphaned) },
        leftover: { files: 1, bytes: 4 },
      },
      recent: { files: 1 },
      foreign: { files: 1, bytes: 4 },
    })
    expect(found.rows).toHaveLength(1_000)
  })

  it('are told by a dry run, which removes none', async () => {
    const before = files()
    expect(await ask('/artifacts/gc', { dry_run: true })).toMatchObject({
      ok: true,
      dry_run: true,
      files: orphans + 1,
      bytes: bytesOf(orphaned) + 4,
      unreferenced: { files: orphans },
      leftovers: { files: 1, bytes: 4 },
      recent: { files: 1 },
      foreign: { files: 1 },
    })
    expect(files()).toEqual(before)
  })

  it('are removed when they are old; those of an hour, foreign ones and stored ones stay', async () => {
    const planned = await ask('/artifacts/gc', { dry_run: true })
    const done = await ask('/artifacts/gc')
    expect(done).toEqual({ ...planned, dry_run: false })
    expect(files().sort()).toEqual([...kept, recent, foreign].sort())
    expect(existsSync(leftover)).toBe(false)
    expect(await ask('/artifacts/gc')).toMatchObject({ files: 0, recent: { files: 1 } })
    expect(await ask('/artifacts/verify')).toMatchObject({ intact: true, recent: { files: 1 } })
  })

  it('are shown to people, and the exit code tells of them', async () => {
    // Vitest sets it, and Sigma would read it.
    vi.stubEnv('BASE_URL', undefined)
    const sigma = (...argv: string[]) => runSigma('--workspace', workspace, ...argv)
    const verified = await sigma('artifacts', 'verify')
    expect(verified.code, verified.stderr).toBe(4)
    expect(verified.stdout).toContain('something is wrong')
    expect(verified.stdout).toContain(`no run refers to it: 1,203 files`)
    expect(verified.stdout).toContain('next: sigma artifacts gc')

    const plan = await sigma('artifacts', 'gc', '--dry-run')
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('would remove 1,204 files (') })
    expect(existsSync(leftover)).toBe(true)

    const collected = await sigma('artifacts', 'gc', '--json')
    expect(JSON.parse(collected.stdout)).toMatchObject({ ok: true, files: 1_204 })
    const afterwards = await sigma('artifacts', 'verify', '--json')
    expect(afterwards.code).toBe(0)
    expect(JSON.parse(afterwards.stdout)).toMatchObject({ intact: true })
  })

  it('can be stored again while they are collected, and then they stay', async () => {
    const changing = await testHost({
      workspace: temporaryWorkspace(),
      change: ({ artifacts }) => ({
        artifacts: {
          ...artifacts,
          async remove(file, before) {
            // A run comes between the look and the removal.
            await artifacts.put(Buffer.from('stored'), { kind: 'csv', extension: 'csv' })
            return artifacts.remove(file, before)
          },
        },
      }),
    })
    try {
      const sha = createHash('sha256').update('stored').digest('hex')
      const path = join(changing.workspace, '.sigma', 'artifacts', sha.slice(0, 2), `${sha}.csv`)
      putFile(path, 'stored')
      const { text } = await changing.post('/artifacts/gc', {})
      expect(JSON.parse(text)).toMatchObject({ files: 0, recent: { files: 1 } })
      expect(existsSync(path)).toBe(true)
      expect(readdirSync(dirname(path))).toEqual([`${sha}.csv`])
    } finally {
      await changing.close()
    }
  })
})
