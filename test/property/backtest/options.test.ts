import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBook } from '../../../src/core/backtest/booking.ts'
import { netReturns } from '../../../src/core/backtest/metrics.ts'
import type { OptionExecution } from '../../../src/core/backtest/options/settings.ts'
import { wantedQuotes } from '../../../src/core/backtest/options/wanted.ts'
import type { Dataset } from '../../../src/core/matrix/matrix.ts'
import { pickContracts } from '../../../src/core/options/contractPick.ts'
import type { OptionQuotes } from '../../../src/core/options/tables.ts'
import { syntheticSource } from '../../../src/data/synthetic/source.ts'
import { datasetOf, randomOf, range } from '../../core/backtest/builders.ts'

/** A month of a made-up market, with the contracts of each bar and the quotes that they are filled at. */
async function market(seed: number, horizon: number): Promise<Dataset & { quotes: OptionQuotes }> {
  const source = syntheticSource({ seed })
  const needs = {
    fiveMinute: false,
    daily: [],
    chain: { daysAhead: [0] },
    quotes: { windows: [], atBarEnds: true, strikesAround: 10, daysAhead: [0] },
    trades: { strikesAround: 10 },
  }
  const request = { ticker: 'SPY', cadence: 'hourly' as const, start: '2023-03-01', end: '2023-03-31' }
  const { bars, market: known } = await source.load({ ...request, needs })
  const { quotes: atEnds } = known
  const quotes = await source.fillQuotes?.({ ...request, wanted: [] })
  if (!quotes || !atEnds) throw new Error('the market has no quotes')
  const plain = datasetOf(bars, horizon)
  const rule = { deltaTarget: 0.35, deltaTolerance: 0.3 }
  const contracts = pickContracts(bars, range(0, bars.ts.length), { ...known, quotes: atEnds }, rule)
  return { ...plain, matrix: { ...plain.matrix, contracts }, quotes }
}

const options: OptionExecution = {
  riskPerTrade: 0.01,
  minOpenInterest: 0,
  minVolatility: null,
  commissionPerContract: 0.65,
}

const brackets = { atrPeriod: 5, stopMultiple: 0.7, targetMultiple: 1, timeStopMinutes: 180 }

function trade(
  dataset: Dataset,
  seed: number,
  changes: Partial<OptionExecution> = {},
  bracketed: { brackets?: typeof brackets } = {},
) {
  const rows = range(0, dataset.matrix.ts.length)
  const random = randomOf(seed)
  const position = Float64Array.from(rows, () => Math.round(random() * 2 - 1))
  return openBook(dataset, { entry: 'next_open', options: { ...options, ...changes }, ...bracketed })
    .open(rows, null)
    .trade(position)
}

const seeds = fc.integer({ min: 1, max: 1_000 })
const horizons = fc.integer({ min: 1, max: 4 })

describe('trading options', () => {
  it('adds up to what its trades earn, and loses no more than the premium', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, horizons, async (seed, horizon) => {
        const { everyBar, trades, options: figures } = trade(await market(seed, horizon), seed)
        const nets = trades.gross.map((gross, at) => gross - (trades.cost?.[at] ?? 0))
        // What is lost of a premium and what it cost are added up apart: their difference is rounded.
        for (const net of nets) expect(net).toBeGreaterThanOrEqual(-1 - 1e-12)
        const earned = nets.reduce((sum, net) => sum + 0.01 * net, 0)
        expect(netReturns(everyBar, 1).reduce((sum, value) => sum + value, 0)).toBeCloseTo(earned, 10)
        expect(trades.decision.length).toBeGreaterThan(0)
        expect(figures?.filled).toBe(trades.decision.length)
      }),
      { numRuns: 8 },
    )
  })

  it('books on the bars of each trade what it returns, before costs and after, and never a cost below 0', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, horizons, async (seed, horizon) => {
        const dataset = await market(seed, horizon)
        const rows = range(0, dataset.matrix.ts.length)
        const account = openBook(dataset, { entry: 'next_open', options }).open(rows, null)
        const decided = trade(dataset, seed).trades.decision.subarray(0, 25)
        let marked = 0
        for (const decision of decided) {
          const alone = new Float64Array(rows.length)
          alone[decision] = seed % 2 === 0 ? -1 : 1
          const { everyBar, trades } = account.trade(alone)
          if (trades.decision.length === 0) continue
          const { gross, charged = new Float64Array(0) } = everyBar
          const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
          const [before = 0, cost = 0] = [trades.gross[0], trades.cost?.[0]]
          expect(Math.abs(sum(gross) - 0.01 * before)).toBeLessThan(1e-15)
          expect(Math.abs(sum(charged) - 0.01 * cost)).toBeLessThan(1e-15)
          expect(Math.min(...charged)).toBeGreaterThanOrEqual(0)
          const booked = gross.filter((value) => value !== 0).length
          expect(booked).toBeLessThanOrEqual(horizon + 1)
          if (booked > 1) marked++
        }
        expect(marked, 'trades whose value changes in more than one bar').toBeGreaterThan(0)
      }),
      { numRuns: 8 },
    )
  })

  it('never returns more on a trade when its commission doubles', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, horizons, async (seed, horizon) => {
        const dataset = await market(seed, horizon)
        const [once, twice] = [0.65, 1.3].map((commissionPerContract) => {
          const { trades } = trade(dataset, seed, { commissionPerContract })
          return trades.gross.map((gross, at) => gross - (trades.cost?.[at] ?? 0))
        })
        for (const [at, value] of twice.entries()) expect(value).toBeLessThanOrEqual(once[at] + 1e-15)
      }),
      { numRuns: 8 },
    )
  })

  it('looks at no quotes but those that a source is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, horizons, async (seed, horizon) => {
        const dataset = await market(seed, horizon)
        const { quotes } = dataset
        const contract = (strike: number, expiry: number, isCall: boolean) => `${strike} ${expiry} ${isCall}`
        const rowsOf = new Map<string, number[]>()
        quotes.ts.forEach((_, row) => {
          const key = contract(quotes.strike[row], quotes.expiry[row], quotes.isCall[row] === 1)
          const rows = rowsOf.get(key)
          if (rows) rows.push(row)
          else rowsOf.set(key, [row])
        })
        const kept = new Set<number>()
        for (const one of wantedQuotes(dataset, 'next_open')) {
          const rows = (rowsOf.get(contract(one.strike, one.session, one.isCall)) ?? []).filter(
            (row) => quotes.ts[row] >= one.from && quotes.ts[row] <= one.to,
          )
          const row = one.which === 'first' ? rows.at(0) : rows.at(-1)
          if (row !== undefined) kept.add(row)
        }
        const rows = [...kept].sort((a, b) => a - b)
        expect(rows.length).toBeLessThan(quotes.ts.length / 10)
        const only: OptionQuotes = {
          session: Int32Array.from(rows, (row) => quotes.session[row]),
          expiry: Int32Array.from(rows, (row) => quotes.expiry[row]),
          strike: Float64Array.from(rows, (row) => quotes.strike[row]),
          isCall: Uint8Array.from(rows, (row) => quotes.isCall[row]),
          ts: Float64Array.from(rows, (row) => quotes.ts[row]),
          bid: Float64Array.from(rows, (row) => quotes.bid[row]),
          ask: Float64Array.from(rows, (row) => quotes.ask[row]),
        }
        expect(trade({ ...dataset, quotes: only }, seed)).toEqual(trade(dataset, seed))
        if (horizon === 1) return
        const early = trade(dataset, seed, {}, { brackets })
        expect(trade({ ...dataset, quotes: only }, seed, {}, { brackets })).toEqual(early)
        const { exits } = early.brackets ?? {}
        expect((exits?.stop ?? 0) + (exits?.target ?? 0)).toBeGreaterThan(0)
        const earned = early.trades.gross.map((gross, at) => 0.01 * (gross - (early.trades.cost?.[at] ?? 0)))
        const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
        expect(sum(netReturns(early.everyBar, 1))).toBeCloseTo(sum(earned), 12)
      }),
      { numRuns: 4 },
    )
  })

  it('never changes what was booked when later quotes and prices are others', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, horizons, fc.integer({ min: 20, max: 150 }), async (seed, horizon, cut) => {
        const dataset = await market(seed, horizon)
        if (dataset.bars === null) throw new Error('no bars')
        const until = dataset.bars.ts[cut]
        const later = (values: Float64Array, ts: Float64Array) =>
          values.map((value, row) => (ts[row] > until ? value * 1.5 : value))
        const { quotes, bars } = dataset
        const changed = {
          ...dataset,
          bars: {
            ...bars,
            close: later(bars.close, bars.ts),
            open: later(bars.open, bars.ts),
            high: later(bars.high, bars.ts),
            low: later(bars.low, bars.ts),
          },
          quotes: { ...quotes, bid: later(quotes.bid, quotes.ts), ask: later(quotes.ask, quotes.ts) },
        }
        for (const bracketed of horizon === 1 ? [{}] : [{}, { brackets }]) {
          const [one, two] = [dataset, changed].map((data) => trade(data, seed, {}, bracketed).everyBar.gross)
          expect([...two.slice(0, cut)]).toEqual([...one.slice(0, cut)])
        }
      }),
      { numRuns: 8 },
    )
  })
})
