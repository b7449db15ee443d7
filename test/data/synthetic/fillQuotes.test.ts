import { expect, it } from 'vitest'
import { syntheticSource } from '../../../src/data/synthetic/source.ts'

const source = syntheticSource({ seed: 1 })
const request = { ticker: 'SPY', cadence: 'hourly', start: '2024-05-01', end: '2024-05-03' } as const

it('quotes to be filled at stand half a minute after the start of each bar and before its end, expire that day and are the same in any window', async () => {
  const { bars } = await source.load(request)
  const quotes = await source.fillQuotes?.({ ...request, wanted: [] })
  if (!quotes) throw new Error('the source has no quotes')
  const times = [...new Set(quotes.ts)]
  expect(times.length, 'two times a bar').toBe(2 * bars.ts.length)
  for (const [place, ts] of times.entries()) {
    const row = place >> 1
    if (place % 2 === 1) {
      expect(ts).toBe(bars.ts[row] - 30_000)
      continue
    }
    const follows = row > 0 && bars.session[row] === bars.session[row - 1]
    if (follows) expect(ts).toBe(bars.ts[row - 1] + 30_000)
    expect(ts).toBeLessThan(bars.ts[row])
    const at = quotes.ts.indexOf(ts)
    expect(quotes.expiry[at]).toBe(bars.session[row])
    // Strikes reach to both sides of the price.
    const strikes = [...quotes.strike].filter((_, quote) => quotes.ts[quote] === ts)
    expect(Math.min(...strikes)).toBeLessThan(bars.open[row] - 15)
    expect(Math.max(...strikes)).toBeGreaterThan(bars.open[row] + 15)
  }
  const day = await source.fillQuotes?.({ ...request, start: '2024-05-03', wanted: [] })
  const first = quotes.session.indexOf(day?.session[0] ?? 0)
  expect([...(day?.bid ?? [])]).toEqual([...quotes.bid.subarray(first)])
})
