import { describe, expect, it } from 'vitest'
import type { Cadence } from '../../../src/core/bars/bars.ts'
import { noNeeds } from '../../../src/core/bars/marketData.ts'
import { previousCloses } from '../../../src/core/bars/previousCloses.ts'
import type { LoadedBars } from '../../../src/data/source.ts'
import { syntheticSource } from '../../../src/data/synthetic/source.ts'

/**
 * Ten years, with the flow that belongs to each bar: calls less puts of the half hours that end in it, of strikes around the
 * close before, as readers of the flow count them.
 */
async function tenYears(edge: number, cadence: Cadence, seed: number) {
  const needs = { ...noNeeds, trades: { strikesAround } }
  const loaded = await syntheticSource({ seed, edge }).load({ ticker: 'SPY', cadence, needs })
  return { bars: loaded.bars, flow: flowOf(loaded) }
}

const strikesAround = 1

function flowOf({ bars, market: { trades } }: LoadedBars): Float64Array {
  if (!trades) throw new Error('expected trades')
  const closes = previousCloses(bars)
  const flow = new Float64Array(bars.ts.length)
  let bar = 0
  for (let row = 0; row < trades.ts.length; row++) {
    while (bars.ts[bar] < trades.ts[row]) bar++
    if (!(Math.abs(trades.strike[row] - Math.round(closes[bar])) <= strikesAround)) continue
    flow[bar] += trades.isCall[row] === 1 ? trades.volume[row] : -trades.volume[row]
  }
  return flow
}

/** Rank correlation of a value known at each bar with the return of the next one, of the same session if intraday. */
function withNextReturn(
  { bars }: Pick<LoadedBars, 'bars'>,
  value: Float64Array,
): { rho: number; rows: number } {
  const rows = Array.from(bars.ts.keys()).filter(
    (row) =>
      row + 1 < bars.ts.length && (bars.cadence === 'daily' || bars.session[row] === bars.session[row + 1]),
  )
  const rho = correlation(
    ranks(rows.map((row) => value[row])),
    ranks(rows.map((row) => bars.close[row + 1] / bars.close[row])),
  )
  return { rho, rows: rows.length }
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b])
  const rank: number[] = []
  for (const [place, row] of order.entries()) rank[row] = place
  return rank
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((x, y) => x + y, 0) / values.length
  const [ma, mb] = [mean(a), mean(b)]
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0)
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb))
}

/** Volume against the mean of the 20 sessions before. */
function relativeVolume({ bars: { volume } }: Pick<LoadedBars, 'bars'>): Float64Array {
  return volume.map(
    (own, row) => (own / volume.slice(Math.max(0, row - 20), row + 1).reduce((a, b) => a + b)) * 21,
  )
}

describe('the planted edge', () => {
  it.each([1, 2, 3])(
    'is none at 0: neither flow nor volume tells the next return (seed %i)',
    async (seed) => {
      for (const cadence of ['hourly', 'daily'] as const) {
        const made = await tenYears(0, cadence, seed)
        for (const [name, value] of [
          ['flow', made.flow],
          ['volume', relativeVolume(made)],
        ] as const) {
          const { rho, rows } = withNextReturn(made, value)
          // Three standard errors of a rank correlation.
          expect(Math.abs(rho), `${cadence} ${name}`).toBeLessThan(3 / Math.sqrt(rows))
        }
      }
    },
  )

  // A correlation of r among normal values is one of 6/π asin(r/2) among ranks: 0.288 for 0.3. Hours and sessions of
  // different volatility and volume take some more away, 0.01 to 0.02; the standard error is 0.008 hourly, 0.02 daily.
  it.each([0.3, -0.3])('is close to %d between the flow of an hour and the next', async (edge) => {
    for (const seed of [1, 2]) {
      const made = await tenYears(edge, 'hourly', seed)
      expect(Math.abs(withNextReturn(made, made.flow).rho - edge)).toBeLessThan(0.045)
    }
  })

  it.each([0.3, -0.3])('is close to %d between the flow of a session and the next', async (edge) => {
    for (const seed of [1, 2]) {
      const made = await tenYears(edge, 'daily', seed)
      expect(Math.abs(withNextReturn(made, made.flow).rho - edge)).toBeLessThan(0.08)
    }
  })

  it('shows in the volume of a session, which needs no trades', async () => {
    for (const seed of [1, 2]) {
      const made = await syntheticSource({ seed, edge: 0.5 }).load({ ticker: 'SPY', cadence: 'daily' })
      expect(withNextReturn(made, relativeVolume(made)).rho).toBeGreaterThan(0.2)
    }
  })

  it('grows with the option, and is smaller on finer bars than the hours it tells of', async () => {
    const rho = async (edge: number, cadence: Cadence) => {
      const made = await tenYears(edge, cadence, 1)
      return withNextReturn(made, made.flow).rho
    }
    const hourly = [await rho(0.1, 'hourly'), await rho(0.6, 'hourly'), await rho(1, 'hourly')]
    expect(hourly[0]).toBeGreaterThan(0.06)
    expect(hourly[1]).toBeGreaterThan(0.5)
    expect(hourly[2]).toBeGreaterThan(0.95)
    const fine = await rho(0.6, '15m')
    expect(fine).toBeGreaterThan(0.05)
    expect(fine).toBeLessThan(0.3)
  })
})
