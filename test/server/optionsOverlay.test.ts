import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OptionSignal, OverlayAnswer } from '../../src/contract/types.ts'
import { syntheticSource } from '../../src/data/synthetic/source.ts'
import type { Parts } from '../../src/services/parts.ts'
import { insertSignals, type Signal } from '../../src/store/signals.ts'
import { type Answer, type TestHost, testHost } from './testHost.ts'

const model = 'spy_eq_swing_daily'
const day = '2024-06-03'
const request = { model_id: model, date: day, expiry: '2024-06-21', source: 'synthetic' }

/** The model of the pack that is about options over stock signals. */
const ofPack = { id: 'of-pack', modelId: 'spy_opt_swing_daily_overlay', packId: 'overlay' }

let host: TestHost
let db: Parts['db']
/** Instead of the clock. */
let present: Date | undefined

async function priceOf(ticker: string): Promise<number> {
  const { bars } = await syntheticSource().load({ ticker, cadence: 'daily', start: day, end: day })
  return bars.close[0]
}

function signal(ticker: string, price: number, side: 'long' | 'short', more: Partial<Signal> = {}): Signal {
  const sign = side === 'long' ? 1 : -1
  return {
    id: `${model}-${ticker}-${side}`,
    date: day,
    ts: `${day}T20:00:00.000Z`,
    packId: 'swingsigma',
    modelId: model,
    ticker,
    side,
    entryMode: 'next_session_open',
    entryRefPx: price,
    stopPx: price * (1 - sign * 0.015),
    targetPx: price * (1 + sign * 0.03),
    timeStopMinutes: 5 * 390,
    rewardRisk: 2,
    score: null,
    threshold: null,
    weight: null,
    scores: null,
    rank: side === 'long' ? 1 : 2,
    riskProfile: 'balanced',
    policyVersion: null,
    lineage: { packSha: null, indicatorSetSha: null, modelConfigSha: null, policySha: null, riskSha: null },
    trainingRunId: null,
    matrixSha: null,
    tag: null,
    createdAt: `${day}T20:00:01.000Z`,
    ...more,
  }
}

beforeAll(async () => {
  host = await testHost({
    change(parts) {
      db = parts.db
      return { now: () => present ?? parts.now() }
    },
  })
  await insertSignals(db, [
    signal('SPY', await priceOf('SPY'), 'long'),
    signal('QQQ', await priceOf('QQQ'), 'short'),
    signal('SPY', await priceOf('SPY'), 'long', ofPack),
  ])
})
afterAll(() => host.close())

const read = <Body>({ text }: Answer): Body => JSON.parse(text)

async function overlay(more: object = {}): Promise<OverlayAnswer> {
  const answer = await host.post('/options_overlay', { ...request, ...more })
  expect(answer.status, answer.text).toBe(200)
  return read(answer)
}

interface Listed {
  rows: OptionSignal[]
  total: number
}

describe('an overlay', () => {
  it('lays a call over a long signal and a put over a short one, once', async () => {
    const first = await overlay({ write_parity_csv: true })
    expect(first).toMatchObject({ count: 2, written: 2, date: day, expiry: '2024-06-21', refused: [] })
    const [call, put] = first.option_signals ?? []
    expect(call).toMatchObject({ ticker: 'SPY', type: 'call', mode: 'single', pricing_estimate: false })
    expect(put).toMatchObject({ ticker: 'QQQ', type: 'put', side: 'short' })
    expect(call.occ_symbol).toMatch(/^O:SPY240621C\d{8}$/)
    for (const { delta, net_debit_credit: paid, stop_value: stop, target_value: target } of [call, put]) {
      expect(Math.abs(Math.abs(delta ?? 0) - 0.35)).toBeLessThan(0.06)
      expect(stop).toBeLessThan(paid ?? 0)
      expect(target).toBeGreaterThan(paid ?? 0)
    }
    expect(first.parity).toMatchObject({ trades: 2, open: 0 })
    expect(first.parity_premium).toMatchObject({ trades: 2, open: 0 })
    const csv = readFileSync(join(host.workspace, first.parity_csv ?? ''), 'utf8')
      .trim()
      .split('\n')
    expect(csv).toHaveLength(3)
    expect(csv[1]).toMatch(/^2024-06-03,SPY,long,O:SPY240621C\d{8},/)

    const again = await overlay()
    expect(again).toMatchObject({ count: 2, written: 0 })
    expect(again.option_signals).toEqual(first.option_signals)
  })

  it('sells a strike further out of the money in a vertical', async () => {
    const { option_signals: [call] = [] } = await overlay({ option_mode: 'vertical', spread_width: 4 })
    expect(call.legs?.map(({ side }) => side)).toEqual(['buy', 'sell'])
    const [bought, sold] = call.legs ?? []
    expect(sold.strike - bought.strike).toBe(4)
    expect(call.net_debit_credit).toBeCloseTo(bought.premium - sold.premium, 10)
    expect(call.max_loss).toBe(call.net_debit_credit)
    expect(call.max_gain).toBeCloseTo(4 - (call.net_debit_credit ?? 0), 10)
  })

  it('moves to the session before a holiday, and refuses what is over or no session', async () => {
    const good = await overlay({ date: day, expiry: undefined, dte_target: 18 })
    expect(good.expiry).toBe('2024-06-21')
    const over = await host.post('/options_overlay', { ...request, expiry: '2024-05-31' })
    expect(over.status).toBe(400)
    expect(over.body.error.details.field_errors[0].field).toBe('expiry')
    const holiday = await host.post('/options_overlay', { ...request, expiry: '2025-04-18' })
    expect(holiday.body.error.message).toContain('2025-04-17')
    const midweek = await host.post('/options_overlay', { ...request, expiry: '2024-07-04' })
    expect(midweek.body.error.message).toContain('expire on 2024-07-05')
    const saturday = await host.post('/options_overlay', { ...request, expiry: '2024-06-22' })
    expect(saturday.body.error.message).toContain('expire on 2024-06-21')
    const both = await host.post('/options_overlay', { ...request, dte_target: 7 })
    expect(both.status).toBe(400)
  })

  it('tells how many contracts fell to what, and keeps nothing of the signal', async () => {
    const before = read<Listed>(await host.get('/option_signals')).total
    const none = await overlay({ min_oi: 10_000_000 })
    expect(none).toMatchObject({ count: 0, written: 0, parity: null, parity_premium: null })
    expect(none.refused?.[0]).toMatchObject({ ticker: 'SPY', reason: 'no_contract' })
    expect(none.refused?.[0].contracts.oi_below_min).toBeGreaterThan(10)
    expect(read<Listed>(await host.get('/option_signals')).total).toBe(before)
  })

  it('takes expiry and limits of the pack overlay from its policy and profile, and a request wins', async () => {
    const asked = { model_id: ofPack.modelId, expiry: undefined }
    const usual = await overlay(asked)
    // 30 calendar days ahead is a Wednesday, and the Friday after it is nearer than the one before.
    expect(usual).toMatchObject({ count: 1, expiry: '2024-07-05' })
    const [{ open_interest, volume, bid, ask, premium }] = usual.option_signals?.[0].legs ?? []
    expect(open_interest).toBeGreaterThanOrEqual(200)
    expect(volume).toBeGreaterThanOrEqual(200)
    expect(((ask ?? 0) - (bid ?? 0)) / premium).toBeLessThanOrEqual(0.1)
    const reasonsOf = async (more: object) =>
      Object.keys((await overlay({ ...asked, ...more })).refused?.[0].contracts ?? {})
    expect(await reasonsOf({ min_volume: 1_000_000 })).toContain('volume_below_min')
    expect(await reasonsOf({ spread_pct_max: 0.0001 })).toContain('spread_above_limit')
  })

  it('has no parity before there are bars after the signal, and says so', async () => {
    present = new Date(`${day}T21:00:00Z`)
    const { parity, parity_premium, warnings, count } = await overlay({ date: undefined })
    expect({ parity, parity_premium, count }).toEqual({ parity: null, parity_premium: null, count: 2 })
    expect(warnings?.[0]).toContain('there is no parity yet')
    present = new Date('2024-06-04T21:00:00Z')
    expect((await overlay()).parity).toMatchObject({ trades: 0, hit_rate: null, open: 2 })
    present = undefined
  })

  it('says what is missing: signals, or a source that has options', async () => {
    const empty = await host.post('/options_overlay', { ...request, date: '2024-06-04' })
    expect(empty.status).toBe(404)
    const bars = await host.post('/options_overlay', { ...request, source: 'sample' })
    expect(bars.status).toBe(422)
  })
})

describe('option signals', () => {
  it('are listed with every filter', async () => {
    const { option_signals: [call] = [] } = await overlay({ expiry: '2024-06-28' })
    const count = async (query: string) => read<Listed>(await host.get(`/option_signals?${query}`)).total
    const counts: [string, number][] = [
      ['expiry=2024-06-28', 2],
      ['expiry=2024-06-28&tickers=spy', 1],
      ['expiry=2024-06-28&tickers=SPY,QQQ&date=2024-06-03&pack_id=swingsigma', 2],
      [`occ_symbol=${call.occ_symbol.slice(2)}&model_id=${model}`, 1],
      ['start=2024-06-04', 0],
      ['end=2024-06-03T23:00:00Z&model_id=other', 0],
    ]
    for (const [query, total] of counts) expect([query, await count(query)]).toEqual([query, total])
    expect((await host.get('/option_signals?start=junk')).status).toBe(400)
  })
})

describe('expirations', () => {
  it('are the Fridays, moved by holidays, with what the source lists', async () => {
    const answer = await host.get('/options/expirations?ticker=spy&start=2025-04-14&weeks=2&source=synthetic')
    expect(JSON.parse(answer.text)).toEqual({
      ok: true,
      ticker: 'SPY',
      start: '2025-04-14',
      weeks: 2,
      expirations: [
        { date: '2025-04-17', has_chain: true, count: expect.any(Number), monthly: true },
        { date: '2025-04-25', has_chain: true, count: expect.any(Number), monthly: false },
      ],
    })
    const unknown = await host.get('/options/expirations?ticker=SPY&start=2024-06-03&weeks=1')
    expect(JSON.parse(unknown.text).expirations).toEqual([
      { date: '2024-06-07', has_chain: null, count: null, monthly: false },
    ])
    expect((await host.get('/options/expirations?ticker=SPY&start=junk')).status).toBe(400)
  })
})
