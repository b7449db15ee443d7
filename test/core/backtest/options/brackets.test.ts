import { describe, expect, it } from 'vitest'
import { openBook } from '../../../../src/core/backtest/booking.ts'
import type { Brackets } from '../../../../src/core/backtest/brackets/settings.ts'
import type { Dataset } from '../../../../src/core/matrix/matrix.ts'
import { quoteTable } from '../../options/testTables.ts'
import { barsOf, datasetOf, range } from '../builders.ts'

/** 2024-01-02, a session from 14:30 to 21:00 UTC. */
const day = 19_724
const opening = (day * 24 + 14.5) * 3_600_000
const halfHour = 1_800_000

/** Thirteen bars of half an hour, a whole session, of range 2 around 100, but where said otherwise. */
function dataset(
  changes: Record<number, Partial<Record<'open' | 'high' | 'low' | 'close', number>>>,
  horizon = 6,
): Dataset {
  const column = (name: 'open' | 'high' | 'low' | 'close', usual: number) =>
    Float64Array.from({ length: 13 }, (_, bar) => changes[bar]?.[name] ?? usual)
  const flat = Array.from({ length: 13 }, () => 100)
  const bars = {
    ...barsOf(flat, flat, 13),
    ts: Float64Array.from(flat, (_, bar) => opening + (bar + 1) * halfHour),
    session: new Int32Array(13).fill(day),
    open: column('open', 100),
    high: column('high', 101),
    low: column('low', 99),
    close: column('close', 100),
  }
  const plain = datasetOf(bars, horizon)
  const side = () => {
    const of = (value: number) => new Float64Array(13).fill(value)
    return {
      ...{ strike: of(100), bid: of(1), ask: of(1), mid: of(1), spread: of(0), spread_pct: of(0) },
      ...{ open_interest: of(500), volume: of(50), delta: of(0.35), iv: of(0.2) },
    }
  }
  // At the start of bar k a call is worth k + 1 and a put as much, without a spread.
  const quotes = quoteTable(
    [true, false].flatMap((isCall) =>
      flat.map((_, bar) => ({
        ...{ session: day, expiry: day, strike: 100, isCall, bid: bar + 1, ask: bar + 1 },
        ts: opening + bar * halfHour + 1_000,
      })),
    ),
  )
  return { ...plain, matrix: { ...plain.matrix, contracts: { call: side(), put: side() } }, quotes }
}

const brackets: Brackets = { atrPeriod: 1, stopMultiple: 1, targetMultiple: 2, timeStopMinutes: null }
const options = { riskPerTrade: 0.01, minOpenInterest: 0, minVolatility: null, commissionPerContract: 0 }

/** What the option comes to that is decided on in bar 3 and bought in bar 4, with a stop 2 and a target 4 away. */
function run(data: Dataset, size: number, changes: Partial<Brackets> = {}) {
  const position = Float64Array.from(range(0, 12), (row) => (row === 3 ? size : 0))
  const book = openBook(data, { entry: 'next_open', options, brackets: { ...brackets, ...changes } })
  const { trades, brackets: exits, options: figures, weight } = book.open(range(0, 12), null).trade(position)
  const net = trades.gross[0] - (trades.cost?.[0] ?? 0)
  // Bought at 5 + 0.01; the bar at whose start it is sold is told by its price.
  const sold = Math.round((net + 1) * 5.01 + 0.01 - 1)
  return { sold, exits, figures, held: weight.filter((share) => share > 0).length, net }
}

describe('options with brackets', () => {
  it('are held for the horizon where the underlying touches nothing', () => {
    const { sold, exits, held } = run(dataset({}), 1)
    expect([sold, held]).toEqual([10, 6])
    expect(exits).toEqual({
      exits: { open_at_end: 0, horizon: 1, session_end: 0, time: 0, stop: 0, target: 0 },
      gaps: { stop: 0, target: 0 },
      ambiguous_trades: 0,
      ambiguous_bars: 0,
    })
  })

  it('are sold after the bar in which the underlying touches the stop or the target: calls as long, puts as short', () => {
    const falls = dataset({ 6: { low: 97.9 } })
    expect(run(falls, 1)).toMatchObject({
      sold: 7,
      held: 3,
      exits: { exits: { stop: 1 }, gaps: { stop: 0 } },
    })
    expect(run(falls, -1)).toMatchObject({ sold: 10, exits: { exits: { horizon: 1 } } })
    const rises = dataset({ 6: { high: 104.1 } })
    expect(run(rises, 1)).toMatchObject({ sold: 7, exits: { exits: { target: 1 } } })
    expect(run(rises, -1)).toMatchObject({ sold: 7, exits: { exits: { stop: 1 } } })
  })

  it('are sold in the bar that opens beyond, which is a gap', () => {
    const gap = dataset({ 6: { open: 97, high: 97.5, low: 96.5, close: 97 } })
    expect(run(gap, 1)).toMatchObject({
      sold: 6,
      held: 2,
      exits: { exits: { stop: 1 }, gaps: { stop: 1, target: 0 } },
    })
    const jump = dataset({ 6: { open: 105, high: 105.5, low: 104.5, close: 105 } })
    expect(run(jump, 1)).toMatchObject({
      sold: 6,
      exits: { exits: { target: 1 }, gaps: { stop: 0, target: 1 } },
    })
  })

  it('take the stop where a bar touches both, and count it', () => {
    const both = dataset({ 5: { high: 105, low: 97 } })
    expect(run(both, 1)).toMatchObject({
      sold: 6,
      exits: { exits: { stop: 1, target: 0 }, ambiguous_trades: 1, ambiguous_bars: 1 },
    })
  })

  it('are sold when their time is over', () => {
    // The bars are called hourly: two of them.
    const { sold, exits } = run(dataset({}), 1, { timeStopMinutes: 120 })
    expect([sold, exits?.exits.time]).toEqual([6, 1])
  })

  it('expire where the session ends first', () => {
    const late = run(dataset({ 12: { low: 97, close: 97 } }, 9), -1)
    expect(late.figures?.exits.expiry).toBe(1)
    expect(late.exits?.exits).toMatchObject({ session_end: 1 })
  })

  it.each([
    ['the stop', { high: 103, close: 103 }, {}],
    ['the target', { low: 95, close: 103 }, {}],
    ['both', { high: 103, low: 95, close: 103 }, {}],
    ['nothing when its time is over', { close: 103 }, { timeStopMinutes: 540 }],
  ])('count as expired, not as left, where the last bar of the session touches %s', (_, last, changes) => {
    const { figures, exits, net } = run(dataset({ 12: last }, 9), -1, changes)
    // Its quote of the last bar was from before the touch, and no bar follows: a put at 100 is worth nothing at 103.
    expect([figures?.exits.expiry, net]).toEqual([1, -1])
    expect(exits).toEqual({
      exits: { open_at_end: 0, horizon: 0, session_end: 1, time: 0, stop: 0, target: 0 },
      gaps: { stop: 0, target: 0 },
      ambiguous_trades: 0,
      ambiguous_bars: 0,
    })
  })

  it('count as left at the stop where the last bar of the session opens beyond it', () => {
    const gap = dataset({ 12: { open: 103, high: 103, low: 102, close: 102 } }, 9)
    expect(run(gap, -1)).toMatchObject({
      sold: 12,
      figures: { exits: { expiry: 0, quote: 1 } },
      exits: { exits: { stop: 1, session_end: 0 }, gaps: { stop: 1, target: 0 } },
    })
  })

  it('have none where they are held for one bar', () => {
    expect(() => run(dataset({}, 1), 1)).toThrow(/held for one bar/)
  })
})
