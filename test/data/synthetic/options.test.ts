import { describe, expect, it } from 'vitest'
import { noNeeds } from '../../../src/core/bars/marketData.ts'
import type { BarSource, LoadedBars } from '../../../src/data/source.ts'
import { parseSyntheticName, syntheticSource } from '../../../src/data/synthetic/source.ts'

const defaults = {
  ...{ seed: 1, edge: 0, volatility: 0.16, drift: 0 },
  ...{ spread: 1, open_interest: 1, volume: 1, quoted: 1 },
}

const illiquid = { spread: 4, open_interest: 0, volume: 0.5, quoted: 0.8 }

describe('parseSyntheticName', () => {
  it.each([
    ['synthetic', {}],
    ['synthetic:seed=7,edge=0.3', { seed: 7, edge: 0.3 }],
    ['synthetic: edge = -1 , drift=.05', { edge: -1, drift: 0.05 }],
    ['synthetic:volatility=0.3', { volatility: 0.3 }],
    ['synthetic:spread=4,open_interest=0,volume=.5,quoted=0.8', illiquid],
  ])('reads %s', (name, changed) => {
    expect(parseSyntheticName(name)).toEqual({ ...defaults, ...changed })
  })

  it.each([
    ['synthetic:sed=7', 'unknown key "sed" of synthetic; did you mean "seed"?'],
    ['synthetic:Edge=0.3', 'unknown key "Edge" of synthetic; did you mean "edge"?'],
    ['synthetic:', 'unknown key ""'],
    ['synthetic:seed', 'seed: expected a whole number from 0 to 9007199254740991, got ""'],
    ['synthetic:seed=1.5', 'got "1.5"'],
    ['synthetic:seed=-1', 'got "-1"'],
    ['synthetic:edge=1.01', 'edge: expected a number from -1 to 1, got "1.01"'],
    ['synthetic:edge=0x1', 'got "0x1"'],
    ['synthetic:edge=', 'got ""'],
    ['synthetic:volatility=0', 'volatility: expected a number from 0.01 to 0.6'],
    ['synthetic:quoted=1.1', 'quoted: expected a number from 0 to 1'],
    ['synthetic:spread=-1', 'spread: expected a number from 0 to 20'],
    ['synthetic:drift=1', 'drift: expected a number from -0.2 to 0.2'],
    ['synthetic:seed=1,seed=2', 'seed is given twice'],
    ['syntetic', 'expected synthetic, got "syntetic"'],
  ])('refuses %s', (name, message) => {
    expect(() => parseSyntheticName(name)).toThrow(message)
    expect(() => parseSyntheticName(name)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })

  it('lists every fault at once', () => {
    expect(() => parseSyntheticName('synthetic:sede=1,edge=2')).toThrow(
      expect.objectContaining({
        details: {
          field_errors: [
            { field: 'source', issue: 'unknown key "sede" of synthetic; did you mean "seed"?' },
            { field: 'source', issue: 'edge: expected a number from -1 to 1, got "2"' },
          ],
        },
      }),
    )
  })
})

describe('syntheticSource', () => {
  it('refuses options out of bounds', () => {
    expect(() => syntheticSource({ edge: 2 })).toThrow('edge: expected a number from -1 to 1, got "2"')
    expect(() => syntheticSource({ seed: Number.NaN })).toThrow('got "NaN"')
  })

  it('makes options that trade worse from the same prices, and names the data by what is not as usual', async () => {
    const request = { ticker: 'SPY', cadence: 'hourly', start: '2024-05-01', end: '2024-05-03' } as const
    const needs = { ...noNeeds, chain: { daysAhead: [] }, trades: { strikesAround: 5 } }
    const [usual, worse] = [syntheticSource({ seed: 7 }), syntheticSource({ seed: 7, ...illiquid })]
    const [before, after] = [await usual.load({ ...request, needs }), await worse.load({ ...request, needs })]
    expect(before.sourceIds).toEqual(['synthetic:v1:seed=7,edge=0,volatility=0.16,drift=0'])
    expect(after.sourceIds).toEqual([
      'synthetic:v1:seed=7,edge=0,volatility=0.16,drift=0,spread=4,open_interest=0,volume=0.5,quoted=0.8',
    ])
    expect(after.bars).toEqual(before.bars)
    const total = (column: Float64Array | undefined) => column?.reduce((sum, value) => sum + value, 0) ?? 0
    const ratio = (of: (loaded: LoadedBars) => Float64Array | undefined) =>
      total(of(after)) / total(of(before))
    expect(total(after.market.chain?.openInterest)).toBe(0)
    expect(ratio(({ market }) => market.trades?.volume)).toBeCloseTo(0.5, 3)
    const widths = ({ market: { chain } }: LoadedBars) => chain?.ask.map((ask, row) => ask - chain.bid[row])
    expect(ratio(widths)).toBeGreaterThan(3)

    const quotesOf = async (source: BarSource) => await source.fillQuotes?.({ ...request, wanted: [] })
    const [all, some] = [await quotesOf(usual), await quotesOf(worse)]
    const share = (some?.strike.length ?? 0) / (all?.strike.length ?? 0)
    expect(Math.abs(share - 0.8)).toBeLessThan(0.05)
    expect(new Set([some?.bid, some?.ts, some?.isCall].map((column) => column?.length))).toEqual(
      new Set([some?.strike.length]),
    )
  })
})
