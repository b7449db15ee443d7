import { describe, expect, it } from 'vitest'
import { marketNeedsOf } from '../../../src/core/matrix/marketNeeds.ts'
import { defaultContractRule, pickContracts } from '../../../src/core/options/contractPick.ts'
import { syntheticSource } from '../../../src/data/synthetic/source.ts'

describe('a market that moves far in a day', () => {
  it('trades the contracts that are bought then, and knows how many are open', async () => {
    const needs = marketNeedsOf({ indicators: [], contracts: defaultContractRule })
    const window = { start: '2023-03-01', end: '2023-05-31' }
    const source = syntheticSource({ seed: 3, volatility: 0.5 })
    const { bars, market } = await source.load({ ticker: 'SPY', cadence: 'hourly', ...window, needs })
    const { quotes } = market
    if (!quotes) throw new Error('expected quotes')
    // The session before the first one is not loaded.
    const rows = Int32Array.from(bars.session.keys()).filter((row) => bars.session[row] > bars.session[0])
    const { call, put } = pickContracts(bars, rows, { ...market, quotes })
    for (const { strike, volume, open_interest } of [call, put]) {
      const picked = Array.from(strike.keys()).filter((at) => !Number.isNaN(strike[at]))
      const far = picked.filter((at) => Math.abs(strike[at] - closeBefore(bars, rows[at])) > 25)
      expect(far.length).toBeGreaterThan(10)
      for (const at of picked) {
        expect(volume[at], `volume of ${strike[at]}`).toBeGreaterThan(0)
        expect(open_interest[at], `open interest of ${strike[at]}`).toBeGreaterThan(0)
      }
    }
  })
})

function closeBefore({ session, close }: { session: Int32Array; close: Float64Array }, row: number): number {
  return close[session.indexOf(session[row]) - 1]
}
