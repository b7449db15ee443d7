import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { isAskedForAll } from '../askedForAll.ts'
import { randomOf } from '../core/backtest/builders.ts'
import { done, type TestHost, testHost } from '../server/testHost.ts'

const hosts: TestHost[] = []
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
})

const universe = 'growing_universe'

/** A host with a universe of bars by the day, a file for each ticker. */
async function opened(model: readonly string[] = []): Promise<TestHost> {
  const host = await testHost()
  hosts.push(host)
  const folder = join(host.workspace, 'packs', 'swingsigma', 'model_configs')
  mkdirSync(folder, { recursive: true })
  const lines = [
    `model_id: ${universe}`,
    'ticker: universe',
    ...(model.length > 0 ? model : daily),
    'asset_type: eq',
    'horizon: swing',
  ]
  writeFileSync(join(folder, `${universe}.yaml`), `${lines.join('\n')}\n`)
  mkdirSync(join(host.workspace, 'bars'))
  writeTicker(host, 'AA', 1)
  // Some days are missing, and so are some closes.
  writeTicker(host, 'BB', 2, { without: 0.1, withoutClose: 0.1 })
  // Listed late: at first there are too few bars for a row.
  writeTicker(host, 'CC', 3, { from: 150 })
  writeTicker(host, 'DD', 4, { until: 220 })
  return host
}

const daily = [
  'tickers: [AA, BB, CC, DD]',
  'cadence: daily',
  'source: "csv:bars/{ticker}.csv"',
  'features: [{ name: ret }, { name: rsi, period: 14 }, { name: ema, window: 20 }, { name: obv }, { name: supertrend }, { name: volatility, window: 15 }, { name: day_of_week }]',
  'labels: { kind: fwd_ret_3d }',
  'hygiene: { missing_flags: true }',
]

const days = 300

/** Weekdays from the first of 2018 on. */
const dates = Array.from({ length: 2 * days }, (_, day) => new Date(Date.UTC(2018, 0, 1 + day)))
  .filter((date) => date.getUTCDay() % 6 !== 0)
  .slice(0, days)
  .map((date) => date.toISOString().slice(0, 10))

interface Oddities {
  from?: number
  until?: number
  without?: number
  withoutClose?: number
}

function writeTicker(
  { workspace }: TestHost,
  ticker: string,
  seed: number,
  { from = 0, until = days, without = 0, withoutClose = 0 }: Oddities = {},
): void {
  const random = randomOf(seed)
  let price = 50
  const rows = dates.flatMap((date, day) => {
    const open = price
    price *= 1 + 0.03 * (random() - 0.5)
    const [isLeftOut, isWithoutClose] = [random() < without, random() < withoutClose]
    if (day < from || day >= until || isLeftOut) return []
    const prices = [open, Math.max(open, price) * 1.01, Math.min(open, price) * 0.99]
    return [[date, ...prices, isWithoutClose ? '' : price, 1000 + Math.floor(500 * random())].join(',')]
  })
  writeFileSync(
    join(workspace, 'bars', `${ticker}.csv`),
    ['date,open,high,low,close,volume', ...rows, ''].join('\n'),
  )
}

/** Builds up to a day, with hashes of the file as it would be handed on and of all that was stored for the build. */
async function build(host: TestHost, end: string, more: object = {}) {
  const body = { model_id: universe, start: '2018-01-01', end, out_csv: `${end}.parquet`, ...more }
  const { run_id, matrix_sha, warnings } = await done(host.post('/build_matrix', body))
  const { metrics } = await done(host.get(`/build_runs/${run_id}`))
  const file = createHash('sha256')
    .update(readFileSync(join(host.workspace, `${end}.parquet`)))
    .digest('hex')
  const { rows } = await done(host.get('/artifacts?limit=200'))
  const { matrix } = await done(host.get(`/matrix/${matrix_sha}`))
  return { sha: matrix_sha, metrics, file, warnings, stored: rows.map(({ sha256 }) => sha256), matrix }
}

/** What is told of a matrix, but for when and where it was built, and how its leakage scan went about it. */
function comparable(matrix: object): unknown {
  const apart = ['created_at', 'uri', 'checked']
  return JSON.parse(JSON.stringify(matrix, (key, value) => (apart.includes(key) ? undefined : value)))
}

describe('a universe on more bars than a stored one', () => {
  it.runIf(isAskedForAll)(
    'is that of a build from the first bars, byte by byte, however it grew',
    async () => {
      const day = fc.integer({ min: 155, max: days - 1 })
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(day, { minLength: 2, maxLength: 4 }), async (chosen) => {
          const ends = [...chosen].sort((a, b) => a - b).map((place) => dates[place])
          const [growing, anew] = [await opened(), await opened()]
          let last: string | null = null
          for (const end of ends) {
            const grown = await build(growing, end)
            expect(grown.metrics).toMatchObject({ continued_from: last })
            last = grown.sha
          }
          const grown = await build(growing, ends[ends.length - 1], { tag: 'again' })
          const whole = await build(anew, ends[ends.length - 1])
          expect(whole.metrics).toMatchObject({ continued_from: null })
          expect(grown.sha).toBe(whole.sha)
          expect(grown.file).toBe(whole.file)
          expect(comparable(grown.matrix)).toEqual(comparable(whole.matrix))
          expect(whole.stored).toHaveLength(3)
          expect(grown.stored, 'matrix, bars and checkpoints').toEqual(expect.arrayContaining(whole.stored))
        }),
        { numRuns: 4, seed: 11 },
      )
    },
    60_000,
  )

  it('computes the new bars of each ticker, and all bars of one that had no row yet', async () => {
    const host = await opened()
    const first = await build(host, dates[160])
    expect(first.warnings.join()).toContain('CC is left out')
    const second = await build(host, dates[250])
    const bars = (ticker: string) =>
      readFileSync(join(host.workspace, 'bars', `${ticker}.csv`), 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.slice(0, 10))
        .filter((date) => date !== '' && date <= dates[250])
    const fresh = ['AA', 'BB', 'DD'].map((ticker) => {
      const known = bars(ticker).filter((date) => date <= dates[160]).length
      // The last session that was known might have grown.
      return bars(ticker).length - known + 1
    })
    expect(second.metrics).toMatchObject({
      continued_from: first.sha,
      bars_computed: fresh.reduce((sum, one) => sum + one, bars('CC').length),
    })
  })

  it('is scanned for leaks among its new bars, where those before had been found clean', async () => {
    const host = await opened()
    await build(host, dates[200])
    const second = await build(host, dates[250])
    expect(JSON.stringify(second.matrix)).toMatch(/those before had been checked when they were built/)
    const other = await opened()
    await build(other, dates[160])
    const wider = await build(other, dates[250])
    expect(JSON.stringify(wider.matrix), 'with a ticker that had not been looked at').not.toMatch(
      /had been checked/,
    )
  })

  it('begins anew where a ticker, a past bar or the indicators differ, and with force', async () => {
    const host = await opened()
    await build(host, dates[200])
    for (const other of [{ tickers: ['AA', 'BB'] }, { features: ['rsi', 'macd'] }, { force: true }]) {
      const { metrics } = await build(host, dates[210], other)
      expect(metrics, JSON.stringify(other)).toMatchObject({ continued_from: null })
    }
    const revised = await opened()
    await build(revised, dates[200])
    writeTicker(revised, 'DD', 5, { until: 220 })
    expect((await build(revised, dates[210])).metrics).toMatchObject({ continued_from: null })
  })

  it('is built from the first bars, and says so, when what it could go on from is damaged', async () => {
    const host = await opened()
    await build(host, dates[200])
    const folder = join(host.workspace, '.sigma', 'artifacts')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.checkpoint'),
    )
    expect(files).toHaveLength(1)
    writeFileSync(join(folder, files[0]), 'half a file')
    const { metrics, warnings } = await build(host, dates[210])
    expect(metrics).toMatchObject({ continued_from: null })
    expect(warnings.join('\n')).toContain('built from the first bar')
  })

  it('grows by the hour as it does by the day', async () => {
    const hourly = [
      'tickers: [QQQ, AAPL, MSFT]',
      'cadence: hourly',
      'source: synthetic:seed=7',
      'features: [{ name: ret }, { name: rsi, period: 14 }, { name: ema, window: 20 }, { name: rsi_last_hour }]',
      'labels: { kind: close_to_open }',
    ]
    const [growing, anew] = [await opened(hourly), await opened(hourly)]
    const first = await build(growing, '2018-06-29')
    const grown = await build(growing, '2018-09-28')
    const whole = await build(anew, '2018-09-28')
    expect(grown.metrics).toMatchObject({ continued_from: first.sha })
    expect(grown.file).toBe(whole.file)
    expect(grown.stored).toEqual(expect.arrayContaining(whole.stored))
  })
})
