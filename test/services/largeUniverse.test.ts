import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Progress, Queue } from '../../src/jobs/queue.ts'
import type { Parts } from '../../src/services/parts.ts'
import { randomOf } from '../core/backtest/builders.ts'
import { type Answer, done, type TestHost, testHost } from '../server/testHost.ts'

const hosts: TestHost[] = []
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
})

const model_id = 'large_universe'

/** A host with a universe of daily bars, which holds matrices of so many bytes in memory. */
async function opened(
  heldBytes: number,
  change: (parts: Parts) => Partial<Parts> = () => ({}),
): Promise<TestHost> {
  const host = await testHost({ change: (parts) => ({ heldBytes, ...change(parts) }) })
  hosts.push(host)
  const folder = join(host.workspace, 'packs', 'swingsigma', 'model_configs')
  mkdirSync(folder, { recursive: true })
  mkdirSync(join(host.workspace, 'bars'))
  const lines = [
    `model_id: ${model_id}`,
    'ticker: universe',
    'tickers: [AA, BB, CC, DD]',
    'cadence: daily',
    'source: "csv:bars/{ticker}.csv"',
    'features: [{ name: ret }, { name: rsi, period: 14 }, { name: bollinger_bands }, { name: obv }, { name: day_of_week }]',
    'labels: { kind: fwd_ret_3d }',
    'hygiene: { missing_flags: true, one_hot: [day_of_week] }',
    'asset_type: eq',
    'horizon: swing',
  ]
  writeFileSync(join(folder, `${model_id}.yaml`), `${lines.join('\n')}\n`)
  // Of different lengths; the last one has too few bars for a row.
  for (const [place, [ticker, from]] of [...Object.entries({ AA: 0, BB: 30, CC: 90, DD: 225 })].entries()) {
    writeBars(host, ticker, place + 1, from)
  }
  return host
}

/** Weekdays from the first of 2018 on. */
const dates = Array.from({ length: 330 }, (_, day) => new Date(Date.UTC(2018, 0, 1 + day)))
  .filter((date) => date.getUTCDay() % 6 !== 0)
  .map((date) => date.toISOString().slice(0, 10))

function writeBars({ workspace }: TestHost, ticker: string, seed: number, from: number): void {
  const random = randomOf(seed)
  let price = 50
  const rows = dates.flatMap((date, day) => {
    const open = price
    price *= 1 + 0.03 * (random() - 0.5)
    if (day < from || random() < 0.02) return []
    const prices = [open, Math.max(open, price) * 1.01, Math.min(open, price) * 0.99, price]
    return [[date, ...prices, 1000 + Math.floor(500 * random())].join(',')]
  })
  writeFileSync(
    join(workspace, 'bars', `${ticker}.csv`),
    ['date,open,high,low,close,volume', ...rows, ''].join('\n'),
  )
}

/** All that is said of a matrix and of a model that was trained on it, but for when and by which run. */
async function builtAndTrained(host: TestHost) {
  const { matrix_sha, warnings } = await done(host.post('/build_matrix', { model_id }))
  const { matrix } = await done(host.get(`/matrix/${matrix_sha}`))
  const body = { model_id, hyperparams: { rounds: 6, depth: 3 } }
  const classes = await done(host.post('/train', body))
  const number = await done(host.post('/train', { ...body, objective: 'squared' }))
  const { rows } = await done(host.get('/artifacts?limit=200'))
  return {
    matrix_sha,
    warnings,
    matrix: JSON.parse(JSON.stringify(matrix, (key, value) => (key === 'created_at' ? undefined : value))),
    metrics: [classes.metrics, number.metrics],
    models: [classes.model_sha, number.model_sha],
    files: rows
      .filter(({ kind }) => kind !== 'report')
      .map(({ kind, sha256 }) => `${kind} ${sha256}`)
      .sort(),
  }
}

/** Files of what is put aside while a matrix is built. */
function leftOver({ workspace }: TestHost): string[] {
  const artifacts = readdirSync(join(workspace, '.sigma', 'artifacts'), { recursive: true }).map(String)
  return artifacts.filter((name) => name.endsWith('.part'))
}

/** A queue that tells what its jobs report. */
function reporting(queue: Queue, tell: (progress: Progress) => void): Queue {
  const submit: Queue['submit'] = (id, work) =>
    queue.submit(id, (context) =>
      work({
        ...context,
        report: (progress) => {
          tell(progress)
          context.report(progress)
        },
      }),
    )
  return new Proxy(queue, {
    get(target, name) {
      if (name === 'submit') return submit
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

describe('a universe whose features are not held in memory', () => {
  it('is the same file, and gives the same models, byte by byte', async () => {
    const left = await opened(0)
    const held = await builtAndTrained(await opened(2 ** 28))
    expect(held.models[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(held.files.some((file) => file.startsWith('matrix '))).toBe(true)
    expect(await builtAndTrained(left)).toEqual(held)
    expect(leftOver(left)).toEqual([])
  })

  it.each([
    ['one after the other', 1, ['0/4', '0/4', '1/4', '2/4', '3/4']],
    ['on threads', 2, ['0/4', '1/4', '2/4', '3/4', '4/4']],
  ])('tells how many of its tickers are done, %s', async (_, threads, expected) => {
    const told: string[] = []
    const host = await opened(0, (parts) => ({
      fits: Object.assign(Object.create(parts.fits), { threads }),
      queue: reporting(parts.queue, ({ done, total }) => told.push(`${done}/${total}`)),
    }))
    await done(host.post('/build_matrix', { model_id }))
    expect(told).toEqual(expected)
  })

  it('says what to do where they can be put nowhere', async () => {
    const host = await opened(0, ({ artifacts, workspace }) => ({
      artifacts: { ...artifacts, aside: async () => join(workspace.root, 'nowhere', 'file') },
    }))
    const { status, body } = await host.post('/build_matrix', { model_id })
    expect(status).toBe(503)
    expect(body.error.message).toContain('the result cannot be stored')
  })
})

describe('a matrix that is stored as several files', () => {
  const divided = () => opened(0, () => ({ partitionRows: 20 }))
  const bodyOf = async (answer: Promise<Answer>) => JSON.parse((await answer).text)

  it('gives the same models and the same copies as one file', async () => {
    const hosts = [await opened(2 ** 28), await divided()]
    const [expected, found] = [await builtAndTrained(hosts[0]), await builtAndTrained(hosts[1])]
    const { partitions, uri, size_bytes, ...matrix } = found.matrix
    expect(partitions).toHaveLength(Math.ceil(matrix.rows / 20))
    expect(partitions.length).toBeGreaterThan(2)
    expect([uri, new Set(partitions).size]).toEqual([partitions[0], partitions.length])
    const { uri: _, size_bytes: size, ...same } = expected.matrix
    expect(matrix).toEqual(same)
    expect([found.metrics, found.models]).toEqual([expected.metrics, expected.models])
    // Each file has a head and a foot of its own.
    expect(size_bytes).toBeGreaterThan(size)

    const copies: Buffer[][] = []
    for (const { post, workspace } of hosts) {
      const outs = ['copy.parquet', 'copy.csv']
      for (const out_csv of outs) await done(post('/build_matrix', { model_id, out_csv }))
      copies.push(outs.map((out) => readFileSync(join(workspace, out))))
    }
    expect(copies[1].map((copy, place) => copy.equals(copies[0][place]))).toEqual([true, true])
  })

  it('shares those of its rows that stay with the longer one', async () => {
    const built = async (host: TestHost, days: number) => {
      const window = { start: dates[0], end: dates[days - 1] }
      const { matrix_sha: sha } = await done(host.post('/build_matrix', { model_id, ...window }))
      const [run] = (await bodyOf(host.get('/build_runs'))).rows
      const { matrix } = await bodyOf(host.get(`/matrix/${sha}`))
      const files: string[] = matrix.partitions
      return { sha, files, from: run.continued_from }
    }
    const host = await divided()
    const { sha, files: earlier } = await built(host, 228)
    const { files: later, from } = await built(host, dates.length)
    expect(from).toBe(sha)
    expect(leftOver(host)).toEqual([])
    expect(earlier.length).toBeGreaterThan(2)
    expect(later.length).toBeGreaterThan(earlier.length)
    // The last rows of the earlier one had no return yet.
    expect(later.slice(0, earlier.length - 1)).toEqual(earlier.slice(0, -1))
    expect(await built(await divided(), dates.length)).toMatchObject({ files: later, from: null })
  })

  it('is told of where one of them is gone, kept from who collects garbage, and mended by building it again', async () => {
    const host = await divided()
    const { matrix_sha, matrix } = await builtAndTrained(host)
    const { partitions } = matrix
    const gone = partitions[1]
    const old = new Date(Date.now() - 7 * 86_400_000)
    for (const uri of partitions) utimesSync(join(host.workspace, uri.slice('file:'.length)), old, old)
    expect(await done(host.post('/artifacts/gc', {}))).toMatchObject({ files: 0 })

    const isKept = async (): Promise<boolean> => {
      return (await bodyOf(host.get(`/lineage/${matrix_sha}`))).self.kept
    }
    expect(await isKept()).toBe(true)
    rmSync(join(host.workspace, gone.slice('file:'.length)))
    expect(await isKept()).toBe(false)
    const { status, body } = await host.post('/train', { model_id, hyperparams: { rounds: 7, depth: 3 } })
    expect([status, body.error.code]).toEqual([404, 'NOT_FOUND'])
    expect(body.error.message).toContain(gone)
    expect(await done(host.post('/artifacts/verify', {}))).toMatchObject({
      rows: [{ problem: 'missing', uri: gone, kind: 'matrix' }],
    })

    await done(host.post('/build_matrix', { model_id, force: true }))
    expect(await isKept()).toBe(true)
    await done(host.post('/train', { model_id, hyperparams: { rounds: 7, depth: 3 } }))
  })
})
