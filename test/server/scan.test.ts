import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScanAnswer } from '../../src/contract/types.ts'
import type { Bars } from '../../src/core/bars/bars.ts'
import { formatDay } from '../../src/core/bars/day.ts'
import { syntheticSource } from '../../src/data/synthetic/source.ts'
import { type TestHost, testHost } from './testHost.ts'

let host: TestHost
/** Where the clock of the server stands: after the close of Friday, 28 June 2024. */
const evening = new Date('2024-06-28T22:00:00Z')
let now = evening
const tickers = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE']

beforeAll(async () => {
  host = await testHost({ change: () => ({ now: () => now }) })
  mkdirSync(join(host.workspace, 'bars'))
  for (const ticker of tickers) await writeBars(ticker, '2024-06-28')
  await writeBars('OLD', '2024-06-21')
  await writeBars('NEW', '2024-06-28', '2024-05-01')
  const rows = ['name,symbol', ...[...tickers, 'OLD', 'GONE', '=cmd()'].map((ticker) => `x,${ticker}`)]
  writeFileSync(join(host.workspace, 'mine.csv'), `${rows.join('\n')}\n`)
  mkdirSync(join(host.workspace, 'universes'))
  writeFileSync(join(host.workspace, 'universes', 'five.csv'), `ticker\n${tickers.join('\n')}\n`)
})
afterAll(() => host.close())

async function writeBars(ticker: string, end: string, start = '2022-07-01'): Promise<void> {
  const { bars } = await syntheticSource({ seed: 3 }).load({ ticker, cadence: 'daily', start, end })
  writeFileSync(join(host.workspace, 'bars', `${ticker}.csv`), csvOf(bars))
}

const csvOf = ({ session, open, high, low, close, volume }: Bars): string =>
  [
    'date,open,high,low,close,volume',
    ...Array.from(session, (day, row) =>
      [formatDay(day), open[row], high[row], low[row], close[row], volume[row]].join(','),
    ),
  ].join('\n')

/** A scan in which most tickers pass. */
const loose = { source: 'csv:bars/{ticker}.csv', rsi_min: 0, adx_min: 0, bos_min: -1_000 }

async function scan(body: object): Promise<ScanAnswer> {
  const { status, text } = await host.post('/scan', { ...loose, ...body })
  expect(status, text).toBe(200)
  return JSON.parse(text)
}

async function refused(body: object) {
  const { status, body: answer } = await host.post('/scan', { ...loose, ...body })
  return { status, ...answer.error }
}

const fileOf = ({ signals_csv }: ScanAnswer): string =>
  readFileSync(join(host.workspace, signals_csv), 'utf8')

describe('a scan', () => {
  it('ranks a universe, and keeps each signal once, with all that it was decided by', async () => {
    const first = await scan({ universe: 'five', top_n: 4 })
    expect(first).toMatchObject({
      model_id: 'universe_eq_swing_daily_scanner',
      pack_id: 'swingsigma',
      preset: 'breakout',
      date: '2024-06-28',
      count: 4,
      scanned: 5,
      gated: 5,
      written: 4,
      kept: 0,
      warnings: [],
    })
    expect(first.rows?.map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
    const totals = first.rows?.map(({ score_total }) => score_total ?? 0) ?? []
    expect(totals).toEqual([...totals].sort((a, b) => b - a))
    const [best] = first.top
    // The policy is silent of brackets: 1.2 and 2.0 ATRs, 120 minutes.
    expect(best).toMatchObject({ side: 'long', status: 'pending', time_stop_minutes: 120 })
    expect(best.rr).toBeCloseTo(2 / 1.2, 10)
    expect(best.lineage?.pack_sha).toMatch(/^[0-9a-f]{64}$/)
    const file = fileOf(first)
    expect(file.split('\n')[0]).toBe(
      'ticker,date,close,side,entry_mode,entry_ref_px,stop_px,target_px,time_stop_minutes,rr,score_total,score_breakout,score_momentum,score_trend_quality,score_alignment,rank,pack_id,policy_version,pack_sha,indicator_set_sha,model_config_sha,policy_sha,risk_sha,risk_profile',
    )
    expect(file.trim().split('\n')).toHaveLength(5)

    const again = await scan({ tickers: [...tickers].reverse(), top_n: 4 })
    expect(again).toMatchObject({ written: 0, kept: 4, warnings: [] })
    expect(again.top).toEqual(first.top)
    expect(fileOf(again)).toBe(file)

    const other = await scan({ universe: 'five', top_n: 4, brackets_enabled: false })
    expect(other.warnings).toEqual([expect.stringContaining('4 of the signals of 2024-06-28 had been kept')])
    expect(other.top[0]).toMatchObject({ id: best.id, stop_px: null, target_px: null, rr: null })
  })

  it('tells of each ticker that it left out', async () => {
    const { warnings, scanned } = await scan({
      preset: 'trend',
      universe_csv: 'mine.csv',
      universe_col: 'Symbol',
      bos_min: undefined,
    })
    expect(scanned).toBe(5)
    expect(warnings).toEqual([
      '"=cmd()" is no ticker, and was left out',
      expect.stringMatching(/^GONE was left out: .*no file at bars\/GONE.csv/),
      'OLD was left out: its last bar is of 2024-06-21, those of the universe go to 2024-06-28',
      'rsi_min changes nothing: the preset trend does not read it',
    ])
  })

  it('says which tickers have too few bars for the indicators', async () => {
    const { warnings } = await scan({ tickers: 'AAA,NEW' })
    expect(warnings?.[0]).toMatch(/^NEW: 125 bars or fewer/)
  })

  it.each([
    ['trend', 'universe_eq_swing_daily_trend_follow_scanner'],
    ['meanrevert', 'universe_eq_swing_daily_meanrevert_scanner'],
    ['squeeze', 'universe_eq_swing_daily_vol_contraction_scanner'],
    ['rs', 'universe_eq_swing_daily_rel_strength_scanner'],
    ['highmomo', 'universe_eq_swing_daily_high_momentum_scanner'],
  ])('has a scanner for %s', async (preset, model) => {
    const asked = await scan({ preset, universe: 'five' })
    expect(asked).toMatchObject({ model_id: model, preset })
    const named = await scan({ model_id: model, pack_id: 'swingsigma', universe: 'five' })
    expect(named).toMatchObject({ preset, top: asked.top })
  })

  it('refuses bars that end before the last session that is over, unless stale ones are allowed', async () => {
    now = new Date('2024-07-01T19:59:00Z')
    expect(await scan({ universe: 'five' })).toMatchObject({ date: '2024-06-28' })
    // At the close of the next session its bars should be there.
    now = new Date('2024-07-01T20:00:00Z')
    expect(await refused({ universe: 'five' })).toMatchObject({
      status: 422,
      code: 'UNPROCESSABLE',
      message: 'the bars are stale: the last are of 2024-06-28, and those of 2024-07-01 should be there',
      next: expect.stringContaining('--allow-stale'),
    })
    expect(await scan({ universe: 'five', end: '2024-06-30' })).toMatchObject({ date: '2024-06-28' })
    const { date, warnings } = await scan({ universe: 'five', allow_stale: true })
    expect([date, warnings]).toEqual(['2024-06-28', [expect.stringContaining('the bars are stale')]])
    now = evening
  })

  it.each([
    [{}, 400, 'no universe'],
    [{ tickers: '!,=cmd()' }, 400, 'expected tickers, got "!", "=cmd()"'],
    [{ universe_csv: 'mine.csv', universe_col: 'ticket' }, 400, 'mine.csv has no column "ticket"'],
    [{ universe_csv: 'none.csv' }, 400, 'no file at none.csv'],
    [{ universe_csv: '../../etc/hostname' }, 400, 'universe_csv'],
    [{ universe: 'fife' }, 400, 'unknown list "fife"; did you mean "five"?; there are five'],
    [{ universe: 'five', tickers: 'AAA' }, 400, 'cannot stand beside'],
    [{ tickers: 'GONE,AWAY' }, 422, 'no ticker of the universe has bars'],
    [{ tickers: 'AAA', source: 'polygon' }, 422, 'POLYGON_API_KEY'],
    [{ tickers: 'AAA', source: 'poligon' }, 400, 'unknown source'],
    [{ tickers: 'AAA,BBB', source: 'csv:bars/AAA.csv' }, 400, 'holds one instrument'],
    [{ universe: 'five', indicator_set: 'swing_eq_trend_follow_scanner' }, 400, 'has no column bb_upper'],
    [{ universe: 'five', start: '2024-07-10', end: '2024-06-28' }, 400, 'start'],
    [{ universe: 'five', model_id: 'universe_eq_swing_daily_scaner' }, 404, 'scaner'],
  ])('refuses %j', async (body, status, words) => {
    const answer = await refused(body)
    expect([answer.status, answer.message]).toEqual([status, expect.stringContaining(words)])
  })
})
