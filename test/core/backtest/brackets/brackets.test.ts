import { describe, expect, it } from 'vitest'
import { openBook } from '../../../../src/core/backtest/booking.ts'
import type { Brackets } from '../../../../src/core/backtest/brackets/settings.ts'
import { checkVariant, defaultExecution } from '../../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../../src/core/backtest/evaluate.ts'
import type { Bars } from '../../../../src/core/bars/bars.ts'
import { barsOf, datasetOf, foldOf, range } from '../builders.ts'

/** Open, high, low, close. */
type Row = [number, number, number, number]

function bracketBars(rows: Row[], perSession = 1): Bars {
  const column = (place: number) => rows.map((row) => row[place])
  return {
    ...barsOf(column(0), column(3), perSession),
    high: Float64Array.from(column(1)),
    low: Float64Array.from(column(2)),
  }
}

/** With a period of 1 the average true range is that of the bar alone: 2 in the first bar below. */
const brackets: Brackets = { atrPeriod: 1, stopMultiple: 1, targetMultiple: 2, timeStopMinutes: null }
const start: Row = [100, 101, 99, 100]

/** Positions on bars 0, 1, 2 …, over all bars after the first. */
function run(bars: Bars, horizon: number, position: number[], changes: Partial<Brackets> = {}) {
  const book = openBook(datasetOf(bars, horizon), {
    entry: 'next_open',
    brackets: { ...brackets, ...changes },
  })
  const rows = range(0, bars.ts.length)
  const padded = Float64Array.from(rows, (row) => position[row] ?? 0)
  const { everyBar, weight, trades, brackets: exits, unfilled } = book.open(rows, null).trade(padded)
  const { gross, traded } = everyBar
  return { gross, traded, weight, trades, exits, unfilled }
}

function expectAll(got: Float64Array, want: number[]): void {
  expect(got.length).toBe(want.length)
  for (const [index, value] of want.entries()) expect(got[index], `bar ${index + 1}`).toBeCloseTo(value, 12)
}

const none = { open_at_end: 0, horizon: 0, session_end: 0, time: 0, stop: 0, target: 0 }

describe('brackets', () => {
  it('leave at the stop inside the bar that reaches it', () => {
    const bars = bracketBars([start, [100, 101, 99, 100.5], [101, 102, 97, 99], [99, 99, 99, 99]])
    const { gross, traded, weight, trades, exits } = run(bars, 3, [1])
    // In at 100, stop at 100 - 2 = 98, target at 100 + 4 = 104. Bar 2 falls to 97.
    expectAll(trades.gross, [98 / 100 - 1])
    expectAll(gross, [(1 / 3) * (100.5 / 100 - 1), (1 / 3) * (101 / 100.5 - 1) + (1 / 3) * (98 / 101 - 1), 0])
    expectAll(traded, [1 / 3, 1 / 3, 0])
    expectAll(weight, [1 / 3, 1 / 3, 0])
    expect(trades.closed).toBe(1)
    expect(exits).toEqual({
      exits: { ...none, stop: 1 },
      gaps: { stop: 0, target: 0 },
      ambiguous_trades: 0,
      ambiguous_bars: 0,
    })
  })

  it('leave at the target inside the bar that reaches it, the bar of the entry included', () => {
    const bars = bracketBars([start, [100, 105, 99, 103], [103, 103, 103, 103]])
    const { gross, traded, trades, exits } = run(bars, 1, [1])
    expectAll(trades.gross, [104 / 100 - 1])
    expectAll(gross, [104 / 100 - 1, 0])
    expectAll(traded, [2, 0])
    expect(exits?.exits).toEqual({ ...none, target: 1 })
  })

  it('take the stop first in a bar that touches both, and count the bar', () => {
    const bars = bracketBars([start, [100, 104, 98, 103], [103, 103, 103, 103]])
    const { trades, exits } = run(bars, 1, [1])
    expectAll(trades.gross, [98 / 100 - 1])
    expect(exits).toMatchObject({ exits: { stop: 1, target: 0 }, ambiguous_trades: 1, ambiguous_bars: 1 })
  })

  it('fill a gap through the stop at the open, worse than the stop', () => {
    const bars = bracketBars([start, [100, 101, 99, 100], [95, 96, 94, 96], [96, 96, 96, 96]])
    const { gross, traded, weight, trades, exits } = run(bars, 2, [1])
    expectAll(trades.gross, [95 / 100 - 1])
    expectAll(gross, [0, 0.5 * (95 / 100 - 1), 0])
    expectAll(weight, [0.5, 0, 0])
    expectAll(traded, [0.5, 0.5, 0])
    expect(exits).toMatchObject({ exits: { stop: 1 }, gaps: { stop: 1, target: 0 } })
  })

  it('fill a gap through the target at the open, better than the target', () => {
    const bars = bracketBars([start, [100, 101, 99, 100], [107, 108, 90, 106], [106, 106, 106, 106]])
    const { trades, exits } = run(bars, 2, [1])
    expectAll(trades.gross, [107 / 100 - 1])
    expect(exits).toMatchObject({ exits: { target: 1 }, gaps: { stop: 0, target: 1 }, ambiguous_bars: 0 })
  })

  it('mirror for a short position: its stop lies above, its target below', () => {
    const stopped = bracketBars([start, [100, 102, 97, 101], [101, 101, 101, 101]])
    expectAll(run(stopped, 1, [-1]).trades.gross, [-(102 / 100 - 1)])
    const reached = bracketBars([start, [100, 101, 95, 97], [97, 97, 97, 97]])
    const { gross, trades, exits } = run(reached, 1, [-1])
    expectAll(trades.gross, [-(96 / 100 - 1)])
    expectAll(gross, [-(96 / 100 - 1), 0])
    expect(exits?.exits).toEqual({ ...none, target: 1 })
    const gapped = bracketBars([start, [100, 101, 99, 100], [110, 111, 90, 100], [100, 100, 100, 100]])
    expect(run(gapped, 2, [-1])).toMatchObject({
      trades: { gross: Float64Array.of(-(110 / 100 - 1)) },
      exits: { gaps: { stop: 1 } },
    })
  })

  it('leave at the close when the time is over: of daily bars a day is 390 minutes', () => {
    const quiet: Row[] = [start, [100, 101, 99, 100.5], [101, 102, 100, 101.5], [102, 102, 101, 101]]
    const bars = bracketBars([...quiet, [101, 101, 101, 101]])
    const { gross, traded, trades, exits } = run(bars, 3, [1], { timeStopMinutes: 780 })
    expectAll(trades.gross, [101.5 / 100 - 1])
    expectAll(gross, [
      (1 / 3) * (100.5 / 100 - 1),
      (1 / 3) * (101 / 100.5 - 1) + (1 / 3) * (101.5 / 101 - 1),
      0,
      0,
    ])
    expectAll(traded, [1 / 3, 1 / 3, 0, 0])
    expect(exits?.exits).toEqual({ ...none, time: 1 })
    // Less than a bar is a bar: no price within it is known to be that of a minute.
    const short = run(bars, 3, [1], { timeStopMinutes: 30 })
    expectAll(short.trades.gross, [100.5 / 100 - 1])
    // Without a time stop it leaves at the open after its three bars.
    const free = run(bars, 3, [1])
    expectAll(free.trades.gross, [101 / 100 - 1])
    expect(free.exits?.exits).toEqual({ ...none, horizon: 1 })
  })

  it('leave at the last close of the session, and trade no signal of its last bar', () => {
    const bars = bracketBars(
      [
        start,
        [100, 101, 99, 100.5],
        [100.5, 101, 100, 101],
        [90, 90, 90, 90],
        [90, 91, 89, 90.5],
        [90, 90, 90, 90],
      ],
      3,
    )
    const { gross, trades, exits, unfilled } = run(bars, 5, [1, 0, 1, 1])
    expect([...trades.decision]).toEqual([0, 3])
    expect(unfilled).toBe(1)
    expect(trades.gross[0]).toBeCloseTo(101 / 100 - 1, 12)
    expect(exits?.exits).toEqual({ ...none, session_end: 2 })
    expect(gross[2], 'nothing is held over the night').toBe(0)
  })

  it('count a time stop that falls on the end of the session as time', () => {
    const bars = bracketBars([start, [100, 101, 99, 100.5], [100.5, 101, 100, 101], [90, 90, 90, 90]], 3)
    const { exits } = run(bars, 5, [1], { timeStopMinutes: 120 })
    expect(exits?.exits).toEqual({ ...none, time: 1 })
  })

  it('stop overlapping tranches one by one, each at a level of its own', () => {
    const bars = bracketBars([
      start,
      [100, 101, 99, 100], // true range 2
      [101, 101, 100, 100.5], // 1
      [100.5, 100.6, 98.5, 99], // the second tranche (stop at 101 - 2 = 99) is out, the first (98) is not
      [99, 99, 97, 98], // the first is out, and the third (100.5 - 1 = 99.5) was out in the bar before
      [98, 98, 98, 98],
    ])
    const { gross, traded, trades, weight, exits } = run(bars, 4, [1, 1, 1])
    expectAll(trades.gross, [98 / 100 - 1, 99 / 101 - 1, 99.5 / 100.5 - 1])
    expectAll(weight, [1 / 4, 2 / 4, 3 / 4, 1 / 4, 0])
    expectAll(traded, [1 / 4, 1 / 4, 3 / 4, 1 / 4, 0])
    const night = 100.5 / 100.5 - 1
    expectAll(gross, [
      0,
      (1 / 4) * (101 / 100 - 1) + (2 / 4) * (100.5 / 101 - 1),
      (2 / 4) * night + (1 / 4) * (99 / 100.5 - 1 + (99 / 100.5 - 1) + (99.5 / 100.5 - 1)),
      (1 / 4) * (98 / 99 - 1),
      0,
    ])
    expect(exits?.exits).toEqual({ ...none, stop: 3 })
  })

  it('do not net opposite positions that leave inside one bar, but those that change at its open', () => {
    const bars = bracketBars([start, [100, 101, 99, 100], [100, 110, 90, 100], [100, 100, 100, 100]])
    const { traded, weight, gross, trades } = run(bars, 3, [1, -1])
    // Both are stopped inside bar 2: the long one at 98, the short one at 102. At its open only the short one enters.
    expectAll(weight, [1 / 3, 0, 0])
    expectAll(traded, [1 / 3, 1 / 3 + 2 / 3, 0])
    expectAll(gross, [0, (1 / 3) * (98 / 100 - 1) - (1 / 3) * (102 / 100 - 1), 0])
    expectAll(trades.gross, [-0.02, -0.02])
  })

  it('mark what is open at the end at the last close, though later entries have left', () => {
    const bars = bracketBars([start, [100, 101, 99, 100], [105, 105, 104, 105], [103.9, 103.9, 102.8, 103]])
    const { trades, exits } = run(bars, 5, [1, 1], { stopMultiple: 1, targetMultiple: 10 })
    // The first: in at 100, stop 98. The second: in at 105, stop 103.
    expectAll(trades.gross, [103 / 100 - 1, 103 / 105 - 1])
    expect([...(trades.exit ?? [])]).toEqual([0, 4])
    expect(trades.closed).toBe(1)
    expect(exits?.exits).toEqual({ ...none, open_at_end: 1, stop: 1 })
  })

  it('keep the stop off the entry when the bars do not move', () => {
    const still: Row = [100, 100, 100, 100]
    const bars = bracketBars([still, still, [100, 100, 99.96, 100], [100, 100, 99.94, 100], still, still])
    // 0.05 % of the close: 0.05.
    const { trades, exits } = run(bars, 4, [1])
    expectAll(trades.gross, [-0.0005])
    expect(exits?.exits.stop).toBe(1)
  })

  it('take the average true range of the bar that decided, and no later one', () => {
    const bars = bracketBars([start, [100, 120, 99, 100], [100, 101, 97, 98], [98, 98, 98, 98]])
    const { trades } = run(bars, 2, [1], { targetMultiple: 50 })
    expectAll(trades.gross, [98 / 100 - 1])
  })

  it('are refused where nothing shows that they were touched', () => {
    const bars = bracketBars([start, start, start, start])
    const dataset = datasetOf(bars)
    const with_ = { entry: 'next_open', brackets } as const
    expect(() => openBook({ ...dataset, returnBasis: 'close' }, with_)).toThrow(/the data has closes only/)
    expect(() => openBook({ ...dataset, bars: null, returnBasis: 'forward' }, with_)).toThrow(
      /returns without prices/,
    )
    expect(() => openBook(dataset, { ...with_, entry: 'session_close' })).toThrow(/brackets: .*close to open/)
    const low = bars.low.slice()
    low[2] = Number.NaN
    expect(() => openBook({ ...dataset, bars: { ...bars, low } }, with_)).toThrow(
      /the bar of 1970-01-03T21:00:00.000Z lacks one/,
    )
  })

  it('are checked, every field of them', () => {
    const bad = { atrPeriod: 1.5, stopMultiple: 0, targetMultiple: Number.NaN, timeStopMinutes: -1 }
    const variant = { selection: { kind: 'thresholds' as const, thresholds: [0.5] } }
    expect(() => checkVariant(variant, { ...defaultExecution, brackets: bad })).toThrow(
      /brackets.atr_period: .*brackets.atr_mult_stop: .*brackets.atr_mult_target: .*brackets.time_stop_minutes: /,
    )
  })
})

describe('a backtest with brackets', () => {
  it('costs each side, tells how trades left, and counts the closed ones whatever their order', () => {
    const bars = bracketBars([
      start,
      start,
      [100, 101, 99, 100],
      [105, 105, 104, 105],
      [103.9, 103.9, 102.8, 103],
    ])
    const fold = foldOf(range(0, 1), [0.5], range(1, 5), [0.9, 0.9, 0.5, 0.5])
    const variant = { selection: { kind: 'thresholds' as const, thresholds: [0.6] } }
    const execution = { ...defaultExecution, slippageBps: 10, brackets: { ...brackets, targetMultiple: 10 } }
    const result = evaluateVariant(datasetOf(bars, 5), [fold], variant, execution)
    expectAll(result.trades.netReturn, [103 / 100 - 1 - 0.001, 103 / 105 - 1 - 0.002])
    expect(result.metrics).toMatchObject({ trades: 2, closed_trades: 1, losing_trades: 1, win_rate: 0 })
    expect(result.brackets?.exits).toEqual({ ...none, open_at_end: 1, stop: 1 })
    const sides = result.breakdown().by_side
    expect(sides[0]).toMatchObject({ group: 'long', trades: 2, win_rate: 0 })
    const plain = evaluateVariant(datasetOf(bars, 5), [fold], variant, { ...defaultExecution })
    expect(plain.brackets).toBeUndefined()
    expect(plain.trades.exit).toBeUndefined()
  })
})
