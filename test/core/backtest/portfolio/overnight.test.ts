import { describe, expect, it } from 'vitest'
import { openBook } from '../../../../src/core/backtest/booking.ts'
import { defaultExecution, type PortfolioRule } from '../../../../src/core/backtest/config.ts'
import type { Dataset } from '../../../../src/core/matrix/matrix.ts'
import { allRows, panelOf, type Series, walkOf } from './panel.ts'

const overnight = { ...defaultExecution, entry: 'session_close' as const }

function accountOf(dataset: Dataset, portfolio?: PortfolioRule) {
  const execution = { ...overnight, ...(portfolio && { portfolio }) }
  return openBook(dataset, execution).open(allRows(dataset), null)
}

/** Each ticker as a dataset of one instrument. */
function alone({ name, days, open, close }: Series): Dataset {
  const { matrix, panel } = panelOf([{ name, days, open, close }])
  const { tickers: _, ...one } = matrix
  const bars = panel?.[0] ?? null
  const barOfRow = bars && Int32Array.from(bars.ts, (__, bar) => bar)
  return { matrix: one, bars, barOfRow, horizon: 1, returnBasis: 'open_close', periodsPerYear: 252 }
}

/**
 * Two tickers, four days. Rows: A0 B0 A1 B1 A2 B2 A3 B3.
 *
 *     day     A open close   B open close
 *     0         100   100      50    50
 *     1         100   110      50    40
 *     2         121   100      44    50
 *     3         110   100      40    40
 */
const two: Series[] = [
  { name: 'A', days: [0, 1, 2, 3], open: [100, 100, 121, 110], close: [100, 110, 100, 100] },
  { name: 'B', days: [0, 1, 2, 3], open: [50, 50, 44, 40], close: [50, 40, 50, 40] },
]

describe('several tickers from close to open, worked by hand', () => {
  it('hold half of the capital each, for the night after the session that follows the decision', () => {
    // Decided on day 0: A long and B short, from the closes of day 1 (110 and 40) to the opens of day 2 (121 and 44).
    const { gross, traded, weight, trades } = accountOf(panelOf(two)).trade(
      Float64Array.of(1, -1, 0, 0, 0, 0, 0, 0),
    )
    // 0.5 × 10 % − 0.5 × 10 % = 0, booked when the night ends.
    expect([...gross]).toEqual([0, expect.closeTo(0, 12), 0])
    expect([...traded]).toEqual([1, 1, 0])
    expect([...weight]).toEqual([0, 1, 0])
    expect([...trades.gross]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(-0.1, 12)])
  })

  it('are scaled down to the largest exposure at the close at which they are bought', () => {
    const rule: PortfolioRule = { allocation: 'equal', maxExposure: 0.4 }
    // Night 1 to 2: both, scaled to 0.2 each. Night 2 to 3: A alone wants 0.5, and gets 0.4.
    const { gross, traded, weight } = accountOf(panelOf(two), rule).trade(
      Float64Array.of(1, 1, 1, 0, 0, 0, 0, 0),
    )
    expect([...weight]).toEqual([0, expect.closeTo(0.4, 9), expect.closeTo(0.4, 9)])
    expect([...gross]).toEqual([0, expect.closeTo(0.2 * 0.1 + 0.2 * 0.1, 9), expect.closeTo(0.4 * 0.1, 9)])
    // Bought 0.4; sold it and bought 0.4 of A; sold that.
    expect([...traded]).toEqual([expect.closeTo(0.4, 9), expect.closeTo(0.8, 9), expect.closeTo(0.4, 9)])
  })

  it('keep a halted ticker to its next open, within the exposure', () => {
    const halted: Series[] = [
      { name: 'A', days: [0, 1, 4], open: [100, 100, 121], close: [100, 110, 100] },
      { name: 'B', days: [0, 1, 2, 3, 4], open: [10, 10, 10, 10, 10], close: [10, 10, 10, 10, 10] },
    ]
    // Rows: A0 B0 A1 B1 B2 B3 A4 B4.
    const position = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0)
    const { gross, weight } = accountOf(panelOf(halted)).trade(position)
    // A is bought at 110 on day 1 and sold at 121 on day 4. B, alone on day 2, may have all: both together are too much.
    expect([...weight]).toEqual([0, 0.5, 0.5, 1])
    expect([...gross]).toEqual([0, 0, 0, expect.closeTo(0.05, 9)])
  })
})

describe('the parts of a portfolio from close to open', () => {
  it('are those of each ticker alone, times its share', () => {
    const series = [walkOf('A', 60, 1), walkOf('B', 60, 2), walkOf('C', 60, 3)]
    const dataset = panelOf(series)
    const position = Float64Array.from(allRows(dataset), (row) => [1, -1, 0, 1, 0][row % 5])
    const account = accountOf(dataset)
    const { gross, traded } = account.trade(position)
    const parts = series.map((one, ticker) => {
      const own = alone(one)
      const mine = position.filter((_, row) => dataset.matrix.tickers?.ofRow[row] === ticker)
      return openBook(own, overnight).open(allRows(own), null).trade(mine)
    })
    const third = (of: (part: (typeof parts)[number]) => Float64Array, bar: number) =>
      parts.reduce((sum, part) => sum + of(part)[bar] / 3, 0)
    for (let bar = 0; bar < gross.length; bar++) {
      expect(gross[bar]).toBeCloseTo(
        third((part) => part.gross, bar),
        9,
      )
      expect(traded[bar]).toBeCloseTo(
        third((part) => part.traded, bar),
        9,
      )
    }
  })

  it('stay within the exposure whatever is missing, and add up', () => {
    const series = [0, 1, 2].map((seed) =>
      walkOf('ABC'[seed], 80, seed + 4, (day) => (day * (seed + 3)) % 7 !== 0),
    )
    const dataset = panelOf(series)
    const position = Float64Array.from(allRows(dataset), (row) => [1, -1, 1, 0][row % 4])
    const account = accountOf(dataset, { allocation: 'equal', maxExposure: 0.6 })
    const { weight, gross, traded } = account.trade(position)
    const whole = { weight: [...weight], gross: [...gross], traded: [...traded] }
    expect(Math.max(...whole.weight)).toBeLessThanOrEqual(0.6 + 1e-9)
    expect(Math.max(...whole.weight)).toBeGreaterThan(0.59)
    // The next ticker overwrites the bars of the one before.
    const parts = Array.from(account.byTicker?.(position) ?? [], (part) => ({
      gross: [...part.gross],
      traded: [...part.traded],
    }))
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
    for (const bar of whole.gross.keys()) {
      expect(sum(parts.map((part) => part.gross[bar]))).toBeCloseTo(whole.gross[bar], 9)
      expect(sum(parts.map((part) => part.traded[bar]))).toBeCloseTo(whole.traded[bar], 9)
    }
  })

  it('needs opens', () => {
    expect(() => accountOf(panelOf(two, 1, 'close'))).toThrow('trades from close to open need opens')
  })
})
