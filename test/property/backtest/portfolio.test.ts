import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBook } from '../../../src/core/backtest/booking.ts'
import type { BracketExits } from '../../../src/core/backtest/brackets/exits.ts'
import type { Brackets } from '../../../src/core/backtest/brackets/settings.ts'
import { defaultExecution, type PortfolioRule } from '../../../src/core/backtest/config.ts'
import type { Bars } from '../../../src/core/bars/bars.ts'
import type { Dataset } from '../../../src/core/matrix/matrix.ts'
import { combinatorialPurged } from '../../../src/core/validation/combinatorial.ts'
import { outerFolds } from '../../../src/core/validation/walkForward.ts'
import { barsOf, datasetOf, randomOf, randomWalk } from '../../core/backtest/builders.ts'
import { allRows, copiesOf, panelOf, walkOf } from '../../core/backtest/portfolio/panel.ts'
import { expectClose } from '../../expectClose.ts'

const days = 60

/** Some tickers, of which each lacks some days, and positions that any row may take. */
const market = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  tickers: fc.integer({ min: 1, max: 5 }),
  horizon: fc.integer({ min: 1, max: 4 }),
  missing: fc.double({ min: 0, max: 0.4, noNaN: true }),
  basis: fc.constantFrom<Dataset['returnBasis']>('open_close', 'close', 'forward'),
  allocation: fc.constantFrom<PortfolioRule['allocation']>('equal', 'inverse_vol'),
  brackets: fc.option(
    fc.record({
      atrPeriod: fc.integer({ min: 1, max: 20 }),
      stopMultiple: fc.constantFrom(0.3, 0.8, 1.5, 3),
      targetMultiple: fc.constantFrom(0.3, 1, 2, 4),
      timeStopMinutes: fc.constantFrom(null, 60, 390, 780),
    }),
    { nil: undefined },
  ),
})

type Market = typeof market extends fc.Arbitrary<infer T> ? T : never

function datasetOfMarket({ seed, tickers, horizon, missing, basis }: Market): Dataset {
  const random = randomOf(seed)
  const series = Array.from({ length: tickers }, (_, ticker) =>
    walkOf(`T${ticker}`, days, seed + ticker, (day) => day === 0 || random() >= missing),
  )
  return reaching(panelOf(series, horizon, basis), seed)
}

/** With bars that reach beyond their open and close. */
function reaching(dataset: Dataset, seed: number): Dataset {
  const random = randomOf(seed + 7)
  const beyond = () => 1 + random() ** 2 * 0.02
  const widened = (bars: Bars): Bars => ({
    ...bars,
    high: bars.high.map((high) => high * beyond()),
    low: bars.low.map((low) => low / beyond()),
  })
  return {
    ...dataset,
    bars: dataset.bars && widened(dataset.bars),
    ...(dataset.panel && { panel: dataset.panel.map(widened) }),
  }
}

function positionsFor(dataset: Dataset, seed: number): Float64Array {
  const random = randomOf(seed + 99)
  return Float64Array.from(dataset.matrix.ts, () => Math.floor(random() * 3) - 1)
}

/** Brackets where the data has what they look at. */
function accountOf(
  dataset: Dataset,
  { brackets }: { brackets: Brackets | undefined },
  portfolio?: PortfolioRule,
) {
  return bookOf(dataset, { brackets }, portfolio).open(allRows(dataset), null)
}

function bookOf(
  dataset: Dataset,
  { brackets }: { brackets: Brackets | undefined },
  portfolio?: PortfolioRule,
) {
  return openBook(dataset, {
    ...defaultExecution,
    ...(portfolio && { portfolio }),
    ...(brackets && dataset.returnBasis === 'open_close' && { brackets }),
  })
}

describe('several tickers', () => {
  it('never hold more than the largest exposure, whatever bars are missing', () => {
    fc.assert(
      fc.property(market, fc.double({ min: 0.05, max: 1, noNaN: true }), (one, maxExposure) => {
        const dataset = datasetOfMarket(one)
        const position = positionsFor(dataset, one.seed)
        // Of a long and a short position in one ticker, one may leave inside a bar, and the other stay until the next.
        const { weight } = accountOf(dataset, one, { allocation: one.allocation, maxExposure }).trade(
          one.brackets ? position.map(Math.abs) : position,
        )
        expect(Math.max(...weight)).toBeLessThanOrEqual(maxExposure + 1e-9)
      }),
    )
  })

  it('earn and trade what each of them does, and no more', () => {
    fc.assert(
      fc.property(market, fc.double({ min: 0.2, max: 1, noNaN: true }), (one, maxExposure) => {
        const dataset = datasetOfMarket(one)
        const position = positionsFor(dataset, one.seed)
        const account = accountOf(dataset, one, { allocation: one.allocation, maxExposure })
        const { gross, traded } = account.trade(position)
        const whole = { gross: gross.slice(), traded: traded.slice() }
        const sum = { gross: new Float64Array(account.bars), traded: new Float64Array(account.bars) }
        for (const part of account.byTicker?.(position) ?? []) {
          part.gross.forEach((value, bar) => {
            sum.gross[bar] += value
          })
          part.traded.forEach((value, bar) => {
            sum.traded[bar] += value
          })
        }
        expectClose(sum.gross, whole.gross, 10)
        expectClose(sum.traded, whole.traded, 10)
      }),
    )
  })

  it('have as many trades as are counted without them, in the same bars', () => {
    fc.assert(
      fc.property(market, fc.integer({ min: 1, max: days }), (one, rows) => {
        const dataset = datasetOfMarket(one)
        // Up to some row, and nothing of later ones: positions are open at the end.
        const some = allRows(dataset).slice(0, rows)
        const end = rows < dataset.matrix.ts.length ? rows : null
        const account = bookOf(dataset, one).open(some, end)
        const position = positionsFor(dataset, one.seed).slice(0, rows)
        const { gross, traded, weight, trades } = account.trade(position)
        const whole = [gross, traded, weight].map((column) => [...column])
        if (one.basis === 'forward') {
          expect(account.barsOf).toBeUndefined()
          return
        }
        const bars = account.barsOf?.(position)
        expect([bars?.gross, bars?.traded, bars?.weight].map((column) => [...(column ?? [])])).toEqual(whole)
        expect(account.filled?.(position)).toBe(trades.decision.length)
      }),
    )
  })

  it('earn together what long and short earn apart, also where they are scaled down', () => {
    fc.assert(
      fc.property(market, fc.double({ min: 0.2, max: 1, noNaN: true }), (one, maxExposure) => {
        const dataset = datasetOfMarket(one)
        const position = positionsFor(dataset, one.seed)
        const account = accountOf(dataset, one, { allocation: one.allocation, maxExposure })
        const scale = account.scaleOf?.(position)
        const side = (sign: number) =>
          account
            .trade(
              position.map((size) => (Math.sign(size) === sign ? size : 0)),
              scale,
            )
            .gross.slice()
        const [long, short] = [side(1), side(-1)]
        const both = long.map((earned, bar) => earned + short[bar])
        expectClose(both, account.trade(position).gross, 10)
      }),
    )
  })

  it('earn as one when all are the same, in daily and in hourly bars', () => {
    fc.assert(
      fc.property(market, fc.constantFrom(1, 6), (one, perSession) => {
        const { seed, tickers, horizon, basis, allocation } = one
        const { open, close } = randomWalk(days, seed)
        const single: Dataset = {
          ...reaching(datasetOf(barsOf(open, close, perSession), horizon), seed),
          returnBasis: basis,
        }
        const position = positionsFor(single, seed)
        const alone = accountOf(single, one).trade(position)
        const all = accountOf(copiesOf(single, tickers), one, { allocation, maxExposure: 1 }).trade(
          Float64Array.from({ length: tickers * days }, (_, row) => position[Math.floor(row / tickers)]),
        )
        expect(all.session).toEqual(alone.session)
        expectClose(all.gross, alone.gross, 10)
        expectClose(all.traded, alone.traded, 10)
        expectClose(all.weight, alone.weight.map(Math.abs), 10)
        expect(all.everyBar.session).toEqual(alone.everyBar.session)
        expect(all.trades.decision.length).toBe(tickers * alone.trades.decision.length)
        expect(all.trades.closed).toBe(tickers * alone.trades.closed)
        expect(all.unfilled).toBe(tickers * alone.unfilled)
        expect(all.brackets && inAll(all.brackets)).toEqual(
          alone.brackets && inAll(alone.brackets).map((count) => tickers * count),
        )
      }),
    )
  })

  it('are scaled as one when all are the same', () => {
    fc.assert(
      fc.property(market, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (one, maxExposure) => {
        const { open, close } = randomWalk(days, one.seed)
        const panel = copiesOf(reaching(datasetOf(barsOf(open, close, 6), 1), one.seed), one.tickers)
        const position = new Float64Array(one.tickers * days).fill(1)
        const whole = accountOf(panel, one).trade(position)
        const limited = accountOf(panel, one, { allocation: 'equal', maxExposure }).trade(position)
        const scaled = (values: Float64Array) => values.map((value) => maxExposure * value)
        expectClose(limited.gross, scaled(whole.gross), 10)
        expectClose(limited.traded, scaled(whole.traded), 10)
      }),
    )
  })

  it('never decide by what a later row holds', () => {
    fc.assert(
      fc.property(market, fc.integer({ min: 10, max: 40 }), (one, cut) => {
        const dataset = datasetOfMarket({ ...one, basis: 'open_close' })
        const position = positionsFor(dataset, one.seed)
        const changed = {
          ...dataset,
          panel: dataset.panel?.map((bars) => ({
            ...bars,
            open: bars.open.map((price, bar) => (bars.session[bar] > cut ? price * 1.5 : price)),
            close: bars.close.map((price, bar) => (bars.session[bar] > cut ? price * 0.7 : price)),
            high: bars.high.map((price, bar) => (bars.session[bar] > cut ? price * 2 : price)),
            low: bars.low.map((price, bar) => (bars.session[bar] > cut ? price * 0.4 : price)),
          })),
        }
        const rule: PortfolioRule = { allocation: one.allocation, maxExposure: 0.6 }
        const before = accountOf(dataset, one, rule).trade(position)
        const after = accountOf(changed, one, rule).trade(position)
        const known = before.session.findIndex((session) => session > cut)
        expect(after.gross.slice(0, known)).toEqual(before.gross.slice(0, known))
        expect(after.weight.slice(0, known)).toEqual(before.weight.slice(0, known))
        expect(after.traded.slice(0, known)).toEqual(before.traded.slice(0, known))
      }),
    )
  })
})

describe('several tickers with brackets', () => {
  it('are one alone to the last digit where there is one', () => {
    fc.assert(
      fc.property(market, fc.constantFrom(1, 6), (one, perSession) => {
        const { open, close } = randomWalk(days, one.seed)
        const single = reaching(datasetOf(barsOf(open, close, perSession), one.horizon), one.seed)
        const position = positionsFor(single, one.seed)
        const alone = accountOf(single, one).trade(position)
        const all = accountOf(copiesOf(single, 1), one).trade(position)
        // A loss of nothing is -0 in one and 0 in the sum of all.
        for (const name of ['gross', 'traded'] as const)
          expect(all[name], name).toEqual(alone[name].map((value) => value + 0))
        expect(all.weight).toEqual(alone.weight.map(Math.abs))
        expect(all.brackets).toEqual(alone.brackets)
        expect(all.unfilled).toBe(alone.unfilled)
        if (alone.brackets) expect(all.trades).toEqual(alone.trades)
      }),
    )
  })

  it('are as without them when none is touched', () => {
    fc.assert(
      fc.property(market, fc.double({ min: 0.2, max: 1, noNaN: true }), (one, maxExposure) => {
        const dataset = datasetOfMarket({ ...one, basis: 'open_close' })
        const position = positionsFor(dataset, one.seed)
        const rule: PortfolioRule = { allocation: one.allocation, maxExposure }
        const far = { atrPeriod: 14, stopMultiple: 1e6, targetMultiple: 1e6, timeStopMinutes: null }
        const bracketed = accountOf(dataset, { brackets: far }, rule).trade(position)
        const plain = accountOf(dataset, { brackets: undefined }, rule).trade(position)
        for (const name of ['gross', 'traded', 'weight'] as const)
          expectClose(bracketed[name], plain[name], 12)
        expect(bracketed.trades.closed).toBe(plain.trades.closed)
        expect([...bracketed.trades.decision]).toEqual([...plain.trades.decision].sort((a, b) => a - b))
        expect(bracketed.brackets?.exits).toMatchObject({ stop: 0, target: 0, time: 0 })
      }),
    )
  })

  it('leave where each would alone, whatever the others do', () => {
    fc.assert(
      fc.property(market, (one) => {
        const dataset = datasetOfMarket({ ...one, basis: 'open_close' })
        const position = positionsFor(dataset, one.seed)
        const { trades } = accountOf(dataset, one).trade(position)
        const exitOf = new Map(
          Array.from(trades.decision, (index, trade) => [index, [trades.gross[trade], trades.exit?.[trade]]]),
        )
        const { ofRow } = dataset.matrix.tickers ?? { ofRow: new Int32Array() }
        const first = position.map((size, row) => (ofRow[row] === 0 ? size : 0))
        const own = accountOf(dataset, one).trade(first).trades
        expect(own.decision.length).toBe([...exitOf.keys()].filter((index) => ofRow[index] === 0).length)
        for (const [trade, index] of own.decision.entries())
          expect([own.gross[trade], own.exit?.[trade]]).toEqual(exitOf.get(index))
      }),
    )
  })
})

/** All that is counted of how trades left; bars too, since each ticker has its own. */
function inAll({ exits, gaps, ambiguous_trades, ambiguous_bars }: BracketExits): number[] {
  return [...Object.values(exits), gaps.stop, gaps.target, ambiguous_trades, ambiguous_bars]
}

describe('folds over several tickers', () => {
  const folds = fc.record({ one: market, embargo: fc.double({ min: 0, max: 0.05, noNaN: true }) })

  /** No time is in both, and no training label reaches a test time or comes after it within the block. */
  function expectApart({ matrix }: Dataset, train: Int32Array, test: Int32Array, causal: boolean) {
    const times = new Set(Array.from(test, (row) => matrix.ts[row]))
    const [first, last] = [matrix.ts[test[0]], matrix.ts[test[test.length - 1]]]
    const inBoth = train.filter((row) => times.has(matrix.ts[row]))
    expect(inBoth).toEqual(new Int32Array())
    const reaching = train.filter(
      (row) => !(matrix.labelEnd[row] < first || (!causal && matrix.ts[row] > last)),
    )
    expect(reaching).toEqual(new Int32Array())
  }

  it('keep every row of a test time, and every label that reaches it, out of training', () => {
    fc.assert(
      fc.property(folds, ({ one, embargo }) => {
        // Labels that reach over a whole fold would leave nothing to train on, which is refused.
        const dataset = datasetOfMarket({
          ...one,
          missing: one.missing / 8,
          horizon: Math.min(2, one.horizon),
        })
        const { ts, labelEnd } = dataset.matrix
        for (const mode of ['expanding', 'rolling'] as const) {
          const walked = outerFolds({ times: ts, labelEnds: labelEnd, splits: 3, embargo, mode })
          const rowsOfTests = walked.reduce((sum, { test }) => sum + test.length, 0)
          const testTimes = new Set(walked.flatMap(({ test }) => Array.from(test, (row) => ts[row])))
          expect(rowsOfTests).toBe(ts.filter((at) => testTimes.has(at)).length)
          for (const { train, test } of walked) expectApart(dataset, train, test, true)
        }
        const { splits } = combinatorialPurged({
          times: ts,
          labelEnds: labelEnd,
          folds: 4,
          testFolds: 2,
          embargo,
        })
        for (const { train, tests } of splits) {
          for (const { rows } of tests) expectApart(dataset, train, rows, false)
        }
      }),
    )
  })
})
