import { describe, expect, it } from 'vitest'
import { openBook } from '../../../../src/core/backtest/booking.ts'
import { defaultExecution, type PortfolioRule } from '../../../../src/core/backtest/config.ts'
import { capitalShares } from '../../../../src/core/backtest/portfolio/shares.ts'
import type { Dataset } from '../../../../src/core/matrix/matrix.ts'
import { allRows, panelOf, walkOf } from './panel.ts'

function accountOf(dataset: Dataset, portfolio?: PortfolioRule) {
  return openBook(dataset, { ...defaultExecution, ...(portfolio && { portfolio }) }).open(
    allRows(dataset),
    null,
  )
}

/**
 * Two tickers, three days. Rows: A0 B0 A1 B1 A2 B2.
 *
 *     day     A open close   B open close
 *     0         100   100      50    50
 *     1         100   110      50    45
 *     2         121   121      45    54
 */
const two = panelOf([
  { name: 'A', days: [0, 1, 2], open: [100, 100, 121], close: [100, 110, 121] },
  { name: 'B', days: [0, 1, 2], open: [50, 50, 45], close: [50, 45, 54] },
])

describe('two tickers, worked by hand', () => {
  it('gives each half of the capital', () => {
    // Long A and short B from day 1; both out at the open of day 2.
    const { gross, traded, weight, trades } = accountOf(two).trade(Float64Array.of(1, -1, 0, 0, 0, 0))
    // Day 1: 0.5 × 10 % − 0.5 × −10 % = 10 %. Day 2: the night, 0.5 × 10 % − 0.5 × 0 % = 5 %.
    expect([...gross]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.05, 12)])
    expect([...traded]).toEqual([1, 1])
    expect([...weight]).toEqual([1, 0])
    expect([...trades.decision]).toEqual([0, 1])
    expect([...trades.gross]).toEqual([expect.closeTo(0.21, 12), expect.closeTo(0.1, 12)])
    expect(trades.closed).toBe(2)
  })

  it('scales down what exceeds the largest exposure', () => {
    const half: PortfolioRule = { allocation: 'equal', maxExposure: 0.5 }
    const { gross, traded, weight } = accountOf(two, half).trade(Float64Array.of(1, -1, 1, 0, 0, 0))
    // Day 1: 0.25 and −0.25. Day 2: A alone, 0.5 × all it may have: nothing is scaled.
    expect([...weight]).toEqual([0.5, 0.5])
    expect([...traded]).toEqual([0.5, 0.5])
    expect([...gross]).toEqual([expect.closeTo(0.05, 12), expect.closeTo(0.025, 12)])
  })

  it('trades no ticker whose first close is not known by the end', () => {
    const unknown = [Number.NaN, Number.NaN, Number.NaN, 54]
    const late = panelOf([
      { name: 'A', days: [0, 1, 2, 3], open: [100, 100, 121, 121], close: [100, 110, 121, 121] },
      { name: 'B', days: [0, 1, 2, 3], open: [50, 50, 45, 45], close: unknown },
    ])
    // Decided on day 1 and filled on day 2, after which nothing is looked at.
    const account = openBook(late, defaultExecution).open(Int32Array.of(2, 3), 6)
    const position = Float64Array.of(1, 1)
    const { trades, unfilled, weight } = account.trade(position)
    expect([...trades.decision]).toEqual([0])
    expect([...trades.gross]).toEqual([expect.closeTo(0, 12)])
    expect(unfilled).toBe(1)
    expect(account.filled?.(position)).toBe(1)
    expect([...weight]).toEqual([0.5])
  })

  it('tells what each ticker added', () => {
    const account = accountOf(two)
    const parts = Array.from(account.byTicker?.(Float64Array.of(1, -1, 0, 0, 0, 0)) ?? [], (part) => ({
      ticker: part.ticker,
      gross: [...part.gross],
      traded: [...part.traded],
    }))
    expect(parts).toEqual([
      { ticker: 0, gross: [expect.closeTo(0.05, 12), expect.closeTo(0.05, 12)], traded: [0.5, 0.5] },
      { ticker: 1, gross: [expect.closeTo(0.05, 12), expect.closeTo(0, 12)], traded: [0.5, 0.5] },
    ])
  })

  it('holds an equal part of each as the benchmark', () => {
    const { gross } = accountOf(two).hold()
    // Day 1: (10 % − 10 %) / 2. Day 2, from close to close: (10 % + 20 %) / 2.
    expect([...gross]).toEqual([expect.closeTo(0, 12), expect.closeTo(0.15, 12)])
  })

  it('books forward returns at half of the capital each', () => {
    const forward = panelOf(
      [
        { name: 'A', days: [0, 1, 2], open: [100, 100, 121], close: [100, 110, 121] },
        { name: 'B', days: [0, 1, 2], open: [50, 50, 45], close: [50, 45, 54] },
      ],
      1,
      'forward',
    )
    const { gross, traded, weight, trades, unfilled } = accountOf(forward).trade(
      Float64Array.of(1, -1, 1, 0, 1, 1),
    )
    expect([...gross]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.05, 12)])
    // B is left when A alone is wanted; the last day has no label, so that its signals book nothing.
    expect([...traded]).toEqual([1, 0.5])
    expect([...weight]).toEqual([1, 0.5])
    expect(trades.decision.length).toBe(3)
    expect(unfilled).toBe(2)
  })
})

describe('two tickers with brackets, worked by hand', () => {
  /** Of one bar, so that the range of the bar that decides counts: 2 of A, and 1 of B, on day 0. */
  const brackets = { atrPeriod: 1, stopMultiple: 1, targetMultiple: 2, timeStopMinutes: null }
  const days = [0, 1, 2, 3]
  const flat = panelOf(
    [
      { name: 'A', days, open: [100, 100, 100, 100], close: [100, 101, 100, 100] },
      { name: 'B', days: [0, 1, 3], open: [50, 50, 50], close: [50, 51, 50] },
    ],
    2,
  )
  const [a, b] = flat.panel ?? []
  /** A falls to 97 on day 1, through its stop at 98. B reaches its target at 52 on day 3, after a day without a bar. */
  const dataset: Dataset = {
    ...flat,
    panel: [
      { ...a, high: Float64Array.of(101, 101, 100, 100), low: Float64Array.of(99, 97, 100, 100) },
      { ...b, high: Float64Array.of(50.5, 51, 53), low: Float64Array.of(49.5, 49.9, 50) },
    ],
  }
  const open = (portfolio?: PortfolioRule) =>
    openBook(dataset, { ...defaultExecution, brackets, ...(portfolio && { portfolio }) }).open(
      allRows(dataset),
      null,
    )
  const wanted = Float64Array.of(1, 1, 0, 0, 0, 0, 0)

  it('leave each on its own bars, and what left frees its share', () => {
    const { gross, traded, weight, trades, brackets: left } = open().trade(wanted)
    // A tranche is half of a ticker's half. Day 1: A to its stop, B to its close. Day 3: B from 51 to 52.
    const day1 = 0.25 * (98 / 100 - 1) + 0.25 * (51 / 50 - 1)
    const day3 = 0.25 * (50 / 51 - 1) + 0.25 * (52 / 50 - 1)
    expect([...gross]).toEqual([day1, 0, day3].map((value) => expect.closeTo(value, 12)))
    expect([...weight]).toEqual([0.5, 0.25, 0.25])
    expect([...traded]).toEqual([0.75, 0, 0.25])
    expect([...trades.gross]).toEqual([-0.02, 0.04].map((value) => expect.closeTo(value, 12)))
    expect(left?.exits).toMatchObject({ stop: 1, target: 1, horizon: 0, open_at_end: 0 })
  })

  it('buy nothing in a bar after which it could not be valued', () => {
    const [first, second] = dataset.panel ?? []
    const unvalued = { ...second, close: Float64Array.of(Number.NaN, Number.NaN, 50) }
    const late: Dataset = { ...dataset, panel: [first, unvalued] }
    const account = openBook(late, { ...defaultExecution, brackets }).open(allRows(late), null)
    const { gross, trades, unfilled } = account.trade(wanted)
    expect([...trades.decision]).toEqual([0])
    expect([...trades.gross]).toEqual([expect.closeTo(-0.02, 12)])
    expect(unfilled).toBe(1)
    expect(gross.every(Number.isFinite)).toBe(true)
  })

  it('are scaled down as one, what leaves inside a bar too', () => {
    const half = open({ allocation: 'equal', maxExposure: 0.25 }).trade(wanted)
    // Day 1: both are halved. Day 3: B alone may be as large as it wants, and is bought at the open.
    const day1 = 0.125 * (98 / 100 - 1) + 0.125 * (51 / 50 - 1)
    const day3 = 0.125 * (50 / 51 - 1) + 0.25 * (52 / 50 - 1)
    expect([...half.gross]).toEqual([day1, 0, day3].map((value) => expect.closeTo(value, 12)))
    expect([...half.weight]).toEqual([0.25, 0.125, 0.25])
    expect([...half.traded]).toEqual([0.375, 0, 0.375])
  })
})

describe('missing bars', () => {
  it('holds a halted ticker at its last close, and trades it when it is back', () => {
    const halted = panelOf([
      { name: 'A', days: [0, 1, 4], open: [100, 100, 50], close: [100, 110, 55] },
      { name: 'B', days: [0, 1, 2, 3, 4], open: [10, 10, 10, 10, 10], close: [10, 10, 10, 10, 10] },
    ])
    const { gross, weight, trades } = accountOf(halted).trade(Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0))
    // Bought at the open of day 1; on days 2 and 3 nobody quotes it; sold at 50 on day 4.
    expect([...gross]).toEqual([expect.closeTo(0.05, 12), 0, 0, expect.closeTo(0.5 * (50 / 110 - 1), 12)])
    expect([...weight]).toEqual([0.5, 0.5, 0.5, 0])
    expect([...trades.gross]).toEqual([expect.closeTo(-0.5, 12)])
    expect(trades.closed).toBe(1)
  })

  it('marks a ticker that is gone at its last close, and uses its capital again', () => {
    const gone = panelOf([
      { name: 'A', days: [0, 1], open: [100, 100], close: [100, 110] },
      { name: 'B', days: [0, 1, 2, 3], open: [10, 10, 10, 10], close: [10, 10, 10, 11] },
    ])
    // On day 2 B is alone, and gets the whole capital.
    const { gross, weight, trades } = accountOf(gone).trade(Float64Array.of(1, 0, 0, 0, 1, 0))
    expect([...gross]).toEqual([expect.closeTo(0.05, 12), 0, expect.closeTo(0.1, 12)])
    expect([...weight]).toEqual([0.5, 0, 1])
    // Neither has left: A can't be sold any more, B is held at the end.
    expect([...trades.decision]).toEqual([0, 4])
    expect(trades.closed).toBe(0)
  })

  it('gives no share to a row without a price', () => {
    const dataset = panelOf([walkOf('A', 5, 1), walkOf('B', 5, 2)])
    const barOfRow = dataset.barOfRow?.map((bar, row) => (row === 4 ? -1 : bar)) ?? null
    const { tickers } = dataset.matrix
    if (!tickers) throw new Error('a panel has tickers')
    const shares = capitalShares({ ...dataset, barOfRow }, tickers, 'equal')
    expect([...shares]).toEqual([0.5, 0.5, 0.5, 0.5, 0, 1, 0.5, 0.5, 0.5, 0.5])
  })
})

describe('inverse volatility', () => {
  it('gives a ticker that moves twice as much half as much', () => {
    const days = Array.from({ length: 40 }, (_, day) => day)
    const swinging = (size: number) => days.map((day) => 100 * (1 + (day % 2) * size))
    const calm = swinging(0.01)
    const wild = days.map((day) => 100 * (1 + (day % 2) * 0.02))
    const dataset = panelOf([
      { name: 'A', days, open: calm, close: calm },
      { name: 'B', days, open: wild, close: wild },
    ])
    const { tickers } = dataset.matrix
    if (!tickers) throw new Error('a panel has tickers')
    const shares = capitalShares(dataset, tickers, 'inverse_vol')
    // Twenty returns are known at day 20: before, both count alike.
    expect([...shares.slice(0, 40)]).toEqual(new Array(40).fill(0.5))
    expect(shares[40]).toBeCloseTo(2 / 3, 2)
    expect(shares[40] + shares[41]).toBeCloseTo(1, 12)
  })

  it('depends on nothing that comes later', () => {
    const [a, b] = [walkOf('A', 60, 1), walkOf('B', 60, 2)]
    const short = (series: typeof a) => ({
      ...series,
      days: series.days.slice(0, 40),
      open: series.open.slice(0, 40),
      close: series.close.slice(0, 40),
    })
    for (const basis of ['open_close', 'forward'] as const) {
      const shares = (series: (typeof a)[]) => {
        const dataset = panelOf(series, 1, basis)
        if (!dataset.matrix.tickers) throw new Error('a panel has tickers')
        return [...capitalShares(dataset, dataset.matrix.tickers, 'inverse_vol')]
      }
      expect(shares([short(a), short(b)])).toEqual(shares([a, b]).slice(0, 80))
    }
  })
})
