import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bars } from '../../src/core/bars/bars.ts'
import { formatDay } from '../../src/core/bars/day.ts'
import { syntheticSource } from '../../src/data/synthetic/source.ts'
import { openParts } from '../../src/host/openParts.ts'
import type { Parts } from '../../src/services/parts.ts'
import { runScan, type ScanRequest } from '../../src/services/runScan.ts'
import { isUnbuilt, openingSettings } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

const workspace = temporaryFolder()
const end = '2024-06-28'
const current = Array.from({ length: 120 }, (_, at) => `T${String(at).padStart(3, '0')}`)
/** So many that files are read on threads. */
const copies = Array.from({ length: 900 }, (_, at) => `U${String(at).padStart(3, '0')}`)
const all = [...current, 'BAD', 'GONE', 'NEW', 'OLD', ...copies]

let parts: Parts
let close: () => Promise<void>

beforeAll(async () => {
  mkdirSync(join(workspace, 'bars'))
  for (const ticker of current) await writeBars(ticker, '2023-09-01', end)
  const fileOf = (ticker: string) => join(workspace, 'bars', `${ticker}.csv`)
  for (const [at, ticker] of copies.entries())
    copyFileSync(fileOf(current[at % current.length]), fileOf(ticker))
  await writeBars('OLD', '2023-09-01', '2024-06-21')
  await writeBars('NEW', '2024-05-01', end)
  writeFileSync(join(workspace, 'bars', 'BAD.csv'), 'date,open\n2024-06-28,high\n')
  const opened = await openParts({ workspace, settings: await openingSettings(workspace), threads: 3 })
  parts = { ...opened.parts, now: () => new Date(`${end}T22:00:00Z`) }
  close = opened.close
})
afterAll(() => close())

async function writeBars(ticker: string, start: string, last: string): Promise<void> {
  const request = { ticker, cadence: 'daily' as const, start, end: last }
  const { bars } = await syntheticSource({ seed: 3 }).load(request)
  writeFileSync(join(workspace, 'bars', `${ticker}.csv`), csvOf(bars))
}

const csvOf = ({ session, open, high, low, close, volume }: Bars): string =>
  [
    'date,open,high,low,close,volume',
    ...Array.from(session, (day, row) =>
      [formatDay(day), open[row], high[row], low[row], close[row], volume[row]].join(','),
    ),
  ].join('\n')

/** A scan in which most tickers pass. */
const loose: ScanRequest = {
  source: 'csv:bars/{ticker}.csv',
  universe: { tickers: all },
  limits: { rsiMin: 0, adxMin: 0, bosMin: -1_000 },
}

/** What a scan found, but for how long it took, and how many threads it began beside its own. */
async function scanned(request: ScanRequest) {
  let threads = 0
  const count = (_: Worker): void => {
    threads++
  }
  process.on('worker', count)
  try {
    const { timings, written, kept, ...found } = await runScan(parts, request)
    expect(Object.keys(timings)).toEqual(['load_ms', 'total_ms'])
    return { found, stored: written + kept, threads }
  } finally {
    process.off('worker', count)
  }
}

describe.skipIf(isUnbuilt)('a scan on threads', () => {
  it('finds what it finds on one, to the last digit and word', async () => {
    const one = await scanned({ ...loose, threads: 1 })
    expect(one.threads).toBe(0)
    expect(one.found.scanned).toBe(1_021)
    expect(one.found.warnings).toEqual([
      expect.stringMatching(/^BAD was left out: /),
      expect.stringMatching(/^GONE was left out: .*no file at bars\/GONE.csv/),
      expect.stringMatching(/^OLD was left out: its last bar is of 2024-06-21/),
      expect.stringMatching(/^NEW: 125 bars or fewer/),
    ])
    const two = await scanned({ ...loose, threads: 2 })
    expect(two).toEqual({ ...one, threads: 1 })
    // As many as the process has.
    expect(await scanned(loose)).toEqual({ ...one, threads: 2 })
  })

  it('takes no more of them than the process has, and of a synthetic market too', async () => {
    const request = { ...loose, source: 'synthetic:seed=4', end, universe: { tickers: current } }
    const one = await scanned({ ...request, threads: 1 })
    const many = await scanned({ ...request, threads: 200 })
    expect(many).toEqual({ ...one, threads: 2 })
  })

  it('begins none for a few tickers, which are done before it would have begun', async () => {
    const { threads, found } = await scanned({ ...loose, universe: { tickers: all.slice(0, 100) } })
    expect([threads, found.scanned]).toEqual([0, 100])
  })
})

describe.skipIf(isUnbuilt)('a scan that somebody waits for', () => {
  it.each([1, 3])('tells how many tickers are done, on %i threads', async (threads) => {
    const told: [number, number][] = []
    const report = ({ done, total }: { done: number; total: number }) => void told.push([done, total])
    await runScan(parts, { ...loose, threads }, { report })
    expect(told).toEqual(Array.from({ length: all.length + 1 }, (_, done) => [done, all.length]))
  })

  it.each([1, 3])('keeps nothing when they go in its middle, on %i threads', async (threads) => {
    const gone = new AbortController()
    const request = { ...loose, threads, modelId: 'universe_eq_swing_daily_trend_follow_scanner' }
    const before = await stored()
    let last = 0
    const work = runScan(parts, request, {
      signal: gone.signal,
      report({ done }) {
        last = done
        if (done === 2) gone.abort(new Error('nobody waits'))
      },
    })
    await expect(work).rejects.toThrow('nobody waits')
    expect(last).toBeLessThan(all.length)
    expect(await stored()).toEqual(before)
  })

  it.each([1, 3])('gives up when the process is to stop, on %i threads', async (threads) => {
    const stopping = new AbortController()
    const ending = { ...parts, stopping: stopping.signal }
    const work = runScan(
      ending,
      { ...loose, threads },
      {
        report: ({ done }) => {
          if (done === 1) stopping.abort(new Error('stopping'))
        },
      },
    )
    await expect(work).rejects.toThrow('stopping')
  })
})

async function stored() {
  const signals = await parts.db.selectFrom('signals').select('id').execute()
  return signals.map(({ id }) => id).sort()
}
