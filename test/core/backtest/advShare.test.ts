import { describe, expect, it } from 'vitest'
import { advBps } from '../../../src/core/backtest/advShare.ts'
import { defaultExecution } from '../../../src/core/backtest/config.ts'
import { panelOf } from './portfolio/panel.ts'

const days = Array.from({ length: 10 }, (_, day) => day)
const flat = (price: number) => days.map(() => price)

/** Two tickers of constant prices: 1,000 shares of A at 10 a day, 3,000 of B at 20. */
const dataset = panelOf([
  { name: 'A', days, open: flat(10), close: flat(10) },
  { name: 'B', days, open: flat(20), close: flat(20) },
])
const panel = (dataset.panel ?? []).map((bars, ticker) => ({
  ...bars,
  volume: bars.close.map(() => (ticker === 0 ? 1_000 : 3_000)),
}))
const row = Int32Array.from(dataset.matrix.ts, (_, at) => at)
/** A at day 6 is row 12, B row 13. */
const longAt = (...rows: number[]) => Float64Array.from(row, (at) => (rows.includes(at) ? 1 : 0))
const share = (position: Float64Array, bars = panel) =>
  advBps({ ...dataset, panel: bars }, defaultExecution, { row, position }, 500)

describe('advBps', () => {
  it('is what is traded in a session over the average daily volume in money', () => {
    // Half of 500 of A, bought on day 7 and sold on day 8: 250 of 10,000 each.
    expect(share(longAt(12))).toBeCloseTo(250, 6)
    // Of B 250 of 60,000. The mean over the four sessions in which one of them was traded.
    expect(share(longAt(12, 13))).toBeCloseTo((250 + (10_000 * 250) / 60_000) / 2, 6)
  })

  it('looks at volume before the session alone', () => {
    const later = panel.map((bars) => ({
      ...bars,
      volume: bars.volume.map((volume, bar) => (bar >= 8 ? 1e9 : volume)),
    }))
    // Day 8 itself is no part of the average of day 8.
    expect(share(longAt(12), later)).toBeCloseTo(250, 6)
  })

  it('is null where nothing was traded, or no volume is known', () => {
    expect(share(longAt())).toBeNull()
    const unknown = panel.map((bars) => ({ ...bars, volume: bars.volume.map(() => Number.NaN) }))
    expect(share(longAt(12), unknown)).toBeNull()
    // Of fewer than five sessions before no average is made.
    expect(share(longAt(0))).toBeNull()
  })
})
