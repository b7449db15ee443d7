import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { isAskedForAll } from '../askedForAll.ts'
import { done, modelId, type TestHost, temporaryWorkspace, testHost } from '../server/testHost.ts'

const hosts: TestHost[] = []
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
})

async function opened(): Promise<TestHost> {
  // The built-in model, with all of its indicators.
  const host = await testHost({ workspace: temporaryWorkspace() })
  hosts.push(host)
  return host
}

/** Builds a window, with its sha and the hash of the file as it would be handed on. */
async function build(host: TestHost, end: string, more: object = {}) {
  const body = { model_id: modelId, start: '2001-01-02', end, out_csv: `${end}.parquet`, ...more }
  const answer = await done(host.post('/build_matrix', body))
  const { metrics } = await done(host.get(`/build_runs/${answer.run_id}`))
  const bytes = readFileSync(join(host.workspace, `${end}.parquet`))
  return { sha: answer.matrix_sha, metrics, file: createHash('sha256').update(bytes).digest('hex'), answer }
}

/** What is told of a matrix, but for when and where it was built, and how its leakage scan went about it. */
function comparable(matrix: object): unknown {
  const apart = ['created_at', 'uri', 'checked']
  return JSON.parse(JSON.stringify(matrix, (key, value) => (apart.includes(key) ? undefined : value)))
}

describe('a matrix on more bars than a stored one', () => {
  it('computes only what is new, and is the matrix of a build from the first bar, byte by byte', async () => {
    const growing = await opened()
    const first = await build(growing, '2010-12-31')
    expect(first.metrics).toMatchObject({ continued_from: null, bars: 2515, bars_computed: 2515 })
    const second = await build(growing, '2012-06-29')
    // 377 sessions more, and the last one of the first build, which might have grown.
    expect(second.metrics).toMatchObject({ continued_from: first.sha, bars: 2892, bars_computed: 378 })
    const third = await build(growing, '2020-04-17')
    expect(third.metrics).toMatchObject({ continued_from: second.sha })

    const fresh = await opened()
    const whole = await build(fresh, '2020-04-17')
    expect(whole.metrics).toMatchObject({ continued_from: null })
    expect(third.sha).toBe(whole.sha)
    expect(third.file).toBe(whole.file)
    expect(third.answer.warnings).toEqual(whole.answer.warnings)
    const [grown, built] = await Promise.all(
      [growing, fresh].map(async (host) => (await done(host.get(`/matrix/${whole.sha}`))).matrix),
    )
    const told = /those before had been checked when they were built/
    expect(JSON.stringify(grown)).toMatch(told)
    expect(comparable(grown)).toEqual(comparable(built))
  })

  it('begins anew where start, indicators or label differ, and with force', async () => {
    const host = await opened()
    await build(host, '2010-12-31')
    const others = [
      { start: '2002-01-02' },
      { features: ['rsi', 'macd'] },
      { label_kind: 'fwd_ret_3d' },
      { force: true },
    ]
    for (const other of others) {
      const { metrics } = await build(host, '2011-12-30', other)
      expect(metrics, JSON.stringify(other)).toMatchObject({ continued_from: null })
    }
    // The 250 sessions of 2012, and the last one before them.
    expect((await build(host, '2012-12-31')).metrics).toMatchObject({ bars_computed: 251 })
  })

  it('is built from the first bar, and says so, when what it could go on from is damaged', async () => {
    const host = await opened()
    await build(host, '2010-12-31')
    const folder = join(host.workspace, '.sigma', 'artifacts')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.checkpoint'),
    )
    expect(files).toHaveLength(1)
    writeFileSync(join(folder, files[0]), 'half a file')
    const { metrics, answer } = await build(host, '2011-12-30')
    expect(metrics).toMatchObject({ continued_from: null })
    expect(answer.warnings.join('\n')).toContain('built from the first bar')
  })
})

describe('a longer matrix of what reads more than bars', () => {
  const body = {
    model_id: 'spy_opt_0dte_hourly_headfake_1030',
    source: 'synthetic',
    start: '2023-01-03',
  }

  it.runIf(isAskedForAll)(
    'is that of a build from the first bar, and scanned from the first bar',
    async () => {
      const [growing, fresh] = [await opened(), await opened()]
      await done(growing.post('/build_matrix', { ...body, end: '2023-03-31' }))
      const [grown, whole] = await Promise.all(
        [growing, fresh].map(async (host) => {
          const { matrix_sha } = await done(host.post('/build_matrix', { ...body, end: '2023-06-30' }))
          return (await done(host.get(`/matrix/${matrix_sha}`))).matrix
        }),
      )
      expect(JSON.stringify(grown)).not.toContain('those before had been checked')
      expect({ ...grown, created_at: '', uri: '' }).toEqual({ ...whole, created_at: '', uri: '' })
      const [inGrowing, inFresh] = await Promise.all(
        [growing, fresh].map(async (host) =>
          (await done(host.get('/artifacts'))).rows.map(({ sha256 }) => sha256),
        ),
      )
      expect(inFresh).toHaveLength(3)
      expect(inGrowing, 'matrix, bars and checkpoint, byte by byte').toEqual(expect.arrayContaining(inFresh))
    },
  )
})

describe('the matrix of the bundled bars', () => {
  it('has this identity and these bytes, on every platform', async () => {
    const { sha, file } = await build(await opened(), '2020-04-17')
    expect({ sha, file }).toEqual(pinned)
  })
})

/** Raised together with the version of an indicator, or the calendar's, when values are meant to change. */
const pinned = {
  sha: 'c9045dca7b604c96c906fdda063210784e42c18c2828238e0d63a2ecd449137e',
  file: '80705e980f4605320fa079f03c803152f2b02b1f0fa0ae969e900a133225bf47',
}
