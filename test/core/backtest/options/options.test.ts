import { describe, expect, it } from 'vitest'
import { openBook } from '../../../../src/core/backtest/booking.ts'
import { checkVariant, defaultExecution, type Execution } from '../../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../../src/core/backtest/evaluate.ts'
import type { OptionExecution } from '../../../../src/core/backtest/options/settings.ts'
import { randomTrader } from '../../../../src/core/backtest/randomEntries.ts'
import type { Bars } from '../../../../src/core/bars/bars.ts'
import type { Dataset } from '../../../../src/core/matrix/matrix.ts'
import type { PickedContracts } from '../../../../src/core/options/contractPick.ts'
import { type QuoteRow, quoteTable } from '../../options/testTables.ts'
import { barsOf, datasetOf, foldOf, range } from '../builders.ts'

/** 2024-01-02, a session from 14:30 to 21:00 UTC. */
const day = 19_724
const hour = 3_600_000
const opening = day * 24 * hour + 14.5 * hour

const options: OptionExecution = {
  riskPerTrade: 0.01,
  minOpenInterest: 0,
  minVolatility: null,
  commissionPerContract: 0,
}

/** Bars of four sessions of three bars, which end 1, 2 and 6.5 hours after the opening. */
const close = [100, 101, 102, 100, 100, 97, 100, 100, 100, 100, 100, 100]
const ends = [1, 2, 6.5]

function bars(): Bars {
  const made = barsOf(close, close, 3)
  const session = made.session.map((place) => day + place)
  const ts = Float64Array.from(session, (of, bar) => opening + (of - day) * 24 * hour + ends[bar % 3] * hour)
  return { ...made, session, ts }
}

/** Every row would buy the strike 100. */
function picked(changes: Partial<PickedContracts> = {}): PickedContracts {
  const column = (value: number) => new Float64Array(close.length).fill(value)
  return {
    strike: column(100),
    bid: column(0.95),
    ask: column(1.05),
    mid: column(1),
    spread: column(0.1),
    spread_pct: column(0.1),
    open_interest: column(500),
    volume: column(50),
    delta: column(0.35),
    iv: column(0.2),
    ...changes,
  }
}

/** A quote of the strike 100, so many hours after the opening of a session. */
function quote(hours: number, bid: number, ask: number, { session = 0, isCall = true } = {}): QuoteRow {
  const of = day + session
  return {
    session: of,
    expiry: of,
    strike: 100,
    isCall,
    bid,
    ask,
    ts: opening + (session * 24 + hours) * hour,
  }
}

function dataset(quotes: QuoteRow[], call: Partial<PickedContracts> = {}): Dataset {
  const plain = datasetOf(bars(), 1)
  const contracts = { call: picked(call), put: picked() }
  return { ...plain, matrix: { ...plain.matrix, contracts }, quotes: quoteTable(quotes) }
}

function run(
  data: Dataset,
  position: number[],
  changes: Partial<OptionExecution> = {},
  last: number | null = null,
) {
  const book = openBook(data, { entry: 'next_open', options: { ...options, ...changes } })
  const rows = range(0, position.length)
  return book.open(rows, last).trade(Float64Array.from(position))
}

describe('options', () => {
  it('are bought at the first quote of the next bar and sold at the first of the bar after it', () => {
    const quotes = [
      quote(0.9, 0.4, 0.5), // before the decision is over
      quote(1, 0.95, 1.05), // at the fill time: bought at 1.05 + 0.01
      quote(1.5, 3, 4),
      quote(2.5, 1.9, 2.1), // the first of bar 2: sold at 1.90 - 0.01
      quote(3, 9, 10),
    ]
    const { everyBar, trades, options: figures, weight } = run(dataset(quotes), [1, 0, 0])
    const net = 1.89 / 1.06 - 1
    // Before costs from mid to mid, of the premium paid.
    expect(trades.gross[0]).toBeCloseTo((2 - 1) / 1.06, 12)
    expect(trades.gross[0] - (trades.cost?.[0] ?? 0)).toBeCloseTo(net, 12)
    // The last quote of the bar in which it is held is 3 / 4.
    expect(everyBar.gross[0]).toBeCloseTo((0.01 * (3.5 - 1)) / 1.06, 12)
    expect(everyBar.gross[1]).toBeCloseTo((0.01 * (2 - 3.5)) / 1.06, 12)
    expect(everyBar.charged?.[0]).toBeCloseTo((0.01 * 0.06) / 1.06, 12)
    expect(everyBar.charged?.[1]).toBeCloseTo((0.01 * 0.11) / 1.06, 12)
    expect([everyBar.gross[2], everyBar.charged?.[2]]).toEqual([0, 0])
    expect([...everyBar.traded.slice(0, 3)]).toEqual([0.01, 0.01, 0])
    expect(weight[0]).toBe(0.01)
    expect(trades.closed).toBe(1)
    expect(figures).toEqual({
      wanted: 1,
      filled: 1,
      unfilled: {},
      exits: { quote: 1, expiry: 0, last_bid: 0, open_at_end: 0 },
      median_spread_pct: expect.closeTo(0.1, 12),
      oi_min_observed: 500,
      volume_min_observed: 50,
    })
  })

  it('pay the commission of a contract of 100 shares on both sides, and never sell below nothing', () => {
    const worthless = [quote(1, 0.95, 1.05), quote(2.5, 0, 0.02)]
    const { trades } = run(dataset(worthless), [1, 0, 0], { commissionPerContract: 2 })
    expect(trades.gross[0] - (trades.cost?.[0] ?? 0)).toBe(-1)
    const { trades: sold } = run(dataset([quote(1, 0.95, 1.05), quote(2.5, 1.9, 2.1)]), [1, 0, 0], {
      commissionPerContract: 2,
    })
    expect(sold.gross[0] - (sold.cost?.[0] ?? 0)).toBeCloseTo((1.89 - 0.02) / (1.06 + 0.02) - 1, 12)
  })

  it('are puts where the signal is short', () => {
    const quotes = [
      quote(1, 0.95, 1.05),
      quote(1, 1.95, 2.05, { isCall: false }),
      quote(2.5, 0.5, 0.6),
      quote(2.5, 2.9, 3.1, { isCall: false }),
    ]
    const { trades } = run(dataset(quotes), [-1, 0, 0])
    expect(trades.gross[0]).toBeCloseTo((3 - 2) / 2.06, 12)
  })

  it('are worth their intrinsic value where the session ends first', () => {
    // Decided after bar 1, bought in bar 2, the last: a call of 100 is worth 102 - 100 at its close.
    const call = run(dataset([quote(2, 0.95, 1.05)]), [0, 1, 0])
    expect(call.trades.gross[0] - (call.trades.cost?.[0] ?? 0)).toBeCloseTo(2 / 1.06 - 1, 12)
    expect(call.options?.exits.expiry).toBe(1)
    // All of it in the bar at whose close it expires.
    expect(call.everyBar.gross[1]).toBeCloseTo((0.01 * (2 - 1)) / 1.06, 12)
    expect([call.everyBar.gross[0], call.everyBar.gross[2]]).toEqual([0, 0])
    // In the next session the close is 97: a call has lost all of it, a put is worth 3.
    const second = { session: 1 }
    const quotes = [quote(2, 0.95, 1.05, second), quote(2, 0.95, 1.05, { ...second, isCall: false })]
    const lost = run(dataset(quotes), [0, 0, 0, 0, 1, 0])
    expect(lost.trades.gross[0] - (lost.trades.cost?.[0] ?? 0)).toBe(-1)
    const won = run(dataset(quotes), [0, 0, 0, 0, -1, 0])
    expect(won.trades.gross[0] - (won.trades.cost?.[0] ?? 0)).toBeCloseTo(3 / 1.06 - 1, 12)
  })

  it('are left at the last bid, and counted, where nobody quotes them any more', () => {
    const quotes = [quote(1, 0.95, 1.05), quote(1.8, 0.7, 0.9)]
    const { trades, options: figures } = run(dataset(quotes), [1, 0, 0])
    expect(trades.gross[0] - (trades.cost?.[0] ?? 0)).toBeCloseTo(0.7 / 1.06 - 1, 12)
    expect(figures?.exits).toEqual({ quote: 0, expiry: 0, last_bid: 1, open_at_end: 0 })
  })

  it('stay unfilled, and say why, where a guard fails, none was picked, or nobody quotes them in the bar', () => {
    const open_interest = new Float64Array(close.length).fill(500)
    open_interest[0] = 100
    const iv = new Float64Array(close.length).fill(0.2)
    iv[3] = 0.05
    const strike = new Float64Array(close.length).fill(100)
    strike[6] = Number.NaN
    const quotes = [
      quote(1, 0.95, 1.05),
      quote(1, 0.95, 1.05, { session: 1 }),
      quote(2.5, 1, 1.1, { session: 1 }),
    ]
    const data = dataset(quotes, { open_interest, iv, strike })
    const limits = { minOpenInterest: 200, minVolatility: 0.1 }
    const { trades, options: figures, unfilled } = run(data, [1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0], limits)
    expect(trades.decision.length).toBe(0)
    expect(figures?.unfilled).toEqual({
      oi_below_min: 1,
      volatility_below_min: 1,
      no_contract: 1,
      no_quote: 1,
    })
    expect(figures?.wanted, 'the last bar of a session has none after it').toBe(4)
    expect(figures?.median_spread_pct).toBeNull()
    expect(unfilled).toBe(5)
    expect(run(data, [0, 0, 0, 1], {}).options?.filled).toBe(1)
  })

  it('are marked at their last bid where the data ends before they are left', () => {
    const quotes = [quote(1, 0.95, 1.05), quote(1.8, 0.7, 0.9), quote(2.5, 5, 6)]
    // No bar from that of row 2 on is to be looked at.
    const { trades, options: figures } = run(dataset(quotes), [1], {}, 2)
    expect(trades.gross[0] - (trades.cost?.[0] ?? 0)).toBeCloseTo(0.7 / 1.06 - 1, 12)
    expect(trades.closed).toBe(0)
    expect(figures?.exits.open_at_end).toBe(1)
  })

  it('weigh the share of equity that is paid, times the size', () => {
    const quotes = [quote(1, 0.95, 1.05), quote(2.5, 1.9, 2.1)]
    const { everyBar } = run(dataset(quotes), [0.5, 0, 0], { riskPerTrade: 0.02 })
    expect(everyBar.gross[1]).toBeCloseTo((0.02 * 0.5 * (2 - 1)) / 1.06, 12)
  })

  it('carry their value forward over a bar without a quote', () => {
    // Bars of half an hour: bought in the second, quoted again in the third and the fifth, sold in the sixth.
    const ts = Float64Array.from({ length: 8 }, (_, bar) => opening + ((bar + 1) * hour) / 2)
    const flat = Array.from(ts, () => 100)
    const made = { ...barsOf(flat, flat, 8), session: new Int32Array(8).fill(day), ts }
    const plain = datasetOf(made, 4)
    const contracts = { call: picked(), put: picked() }
    const quotes = quoteTable([
      quote(0.5, 0.95, 1.05),
      quote(1.2, 1.4, 1.6),
      quote(2.2, 0.4, 0.6),
      quote(2.7, 1.9, 2.1),
    ])
    const data = { ...plain, matrix: { ...plain.matrix, contracts }, quotes }
    const { everyBar } = run(data, [1, 0, 0, 0, 0, 0])
    const changes = [...everyBar.gross].slice(0, 6).map((value) => Math.round(value * 106 * 1e9) / 1e9)
    expect(changes).toEqual([0, 0.5, 0, -1, 1.5, 0])
  })

  it('can not be traded without contracts or quotes, nor with settings out of bounds', () => {
    const { quotes: _, ...without } = dataset([])
    expect(() => run(without, [1])).toThrow(/no quotes to fill them at/)
    expect(() => run({ ...dataset([]), matrix: datasetOf(bars()).matrix }, [1])).toThrow(/no contracts/)
    const variant = { selection: { kind: 'thresholds' as const, thresholds: [0.5] } }
    const bad = { riskPerTrade: 0, minOpenInterest: -1, minVolatility: -1, commissionPerContract: Number.NaN }
    expect(() => checkVariant(variant, { ...defaultExecution, options: bad })).toThrow(
      /risk_per_trade: .*min_oi: .*min_vol: .*commission_per_contract: /,
    )
  })
})

describe('a backtest of options', () => {
  const quotes = [0, 1, 2, 3].flatMap((session) => [
    quote(1, 0.95, 1.05, { session }),
    quote(2.5, 1 + session / 2, 1.1 + session / 2, { session }),
  ])
  const variant = { selection: { kind: 'thresholds' as const, thresholds: [0.6] } }
  const scores = [0.9, 0.5, 0.5, 0.9, 0.5, 0.5, 0.9, 0.5, 0.9]
  const traded = (changes: Partial<Execution> = {}, data = dataset(quotes)) =>
    evaluateVariant(data, [foldOf(range(0, 3), [0.5, 0.5, 0.5], range(3, 12), scores)], variant, {
      ...defaultExecution,
      options,
      ...changes,
    })

  it('has the figures that the gate asks for, and costs that are those of its quotes', () => {
    const { metrics, undefined: reasons, costs, costCurve, trades, barReturns, bars: booked } = traded()
    expect(metrics).toMatchObject({
      trades: 3,
      signals: 4,
      fill_rate: 1,
      oi_min_observed: 500,
      volume_min_observed: 50,
    })
    expect(metrics.median_spread_pct).toBeCloseTo(0.1, 12)
    expect(metrics.label_minus_earned).toBeNull()
    expect(reasons.label_minus_earned).toContain('return of the underlying')
    const nets = [1.5 - 0.01, 2 - 0.01, 2.5 - 0.01].map((price) => price / 1.06 - 1)
    for (const [trade, net] of nets.entries()) expect(trades.netReturn[trade]).toBeCloseTo(net, 12)
    // Bought in one bar, at a cost of 0.06, and sold in the next: nobody quotes it again in the first.
    const whole = nets.reduce((equity, net) => {
      const bought = (0.01 * -0.06) / 1.06
      return equity * (1 + bought) * (1 + 0.01 * net - bought)
    }, 1)
    expect(metrics.cum_return).toBeCloseTo(whole - 1, 12)
    for (const [bar, net] of barReturns.entries()) {
      expect(net).toBeCloseTo(booked.gross[bar] - booked.cost[bar], 15)
    }
    expect(costs[1].cum_return).toBeLessThan(costs[0].cum_return ?? 0)
    expect(costCurve).toEqual([])
  })

  it('is compared with entries at random among what could be bought, calls and puts apart', () => {
    // Puts are quoted in the last session only.
    const data = dataset([
      ...quotes,
      quote(1, 0.95, 1.05, { session: 3, isCall: false }),
      quote(2.5, 0.2, 0.3, { session: 3, isCall: false }),
    ])
    const execution = { ...defaultExecution, options }
    const [calls, puts] = [
      [3, 4, 6, 7, 9, 10],
      [9, 10],
    ]
    const runOf = (call: number, put: number) => {
      const scores = [3, 4, 5, 6, 7, 8, 9, 10, 11].map((row) =>
        row === call ? 0.9 : row === put ? 0.1 : 0.5,
      )
      const fold = foldOf(range(0, 3), [0.5, 0.5, 0.5], range(3, 12), scores)
      return evaluateVariant(data, [fold], variant, execution)
    }
    const { decisions, metrics } = runOf(3, 9)
    const own = metrics.sharpe ?? Number.NaN
    const others = calls.flatMap((call) =>
      puts.flatMap((put) => (call === put ? [] : [runOf(call, put).metrics.sharpe ?? Number.NaN])),
    )
    const below = others.filter((sharpe) => sharpe < own).length
    const beaten = (below + others.filter((sharpe) => sharpe === own).length / 2) / others.length
    const trader = randomTrader(data, execution, decisions, metrics.sharpe, 1)
    trader.draw(2_000)
    const random = trader.summary()
    expect(random).toMatchObject({ draws: 2_000, trades: 2, long: 1, short: 1, unavailable: null })
    expect(others).toHaveLength(10)
    expect(Math.abs((random.percentile ?? Number.NaN) - beaten)).toBeLessThan(0.04)
    const mean = others.reduce((sum, sharpe) => sum + sharpe, 0) / others.length
    expect(Math.abs((random.mean ?? Number.NaN) / mean - 1)).toBeLessThan(0.05)
  })

  it('does not depend on basis points, which are those of the instrument itself', () => {
    expect(traded({ slippageBps: 50 }).barReturns).toEqual(traded().barReturns)
  })

  it('shares its costs out among years and sides', () => {
    const { breakdown, bars: booked } = traded()
    const { by_side } = breakdown()
    const cost = booked.cost.reduce((sum, value) => sum + value, 0)
    expect(by_side[0]).toMatchObject({ group: 'long', trades: 3, win_rate: 1 })
    expect(by_side[0].sum_cost).toBeCloseTo(cost, 12)
  })
})
