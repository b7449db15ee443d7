import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBook } from '../../../src/core/backtest/booking.ts'
import { exitCode } from '../../../src/core/backtest/brackets/exits.ts'
import { bracketRange } from '../../../src/core/backtest/brackets/range.ts'
import type { Brackets } from '../../../src/core/backtest/brackets/settings.ts'
import { atClose, atOpen, layBracketTrack } from '../../../src/core/backtest/brackets/track.ts'
import { defaultExecution } from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import { prepareMarket } from '../../../src/core/backtest/market.ts'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { barsOf, datasetOf, foldOf, randomOf, randomWalk, range } from '../../core/backtest/builders.ts'

const sizes = [-1, -0.375, 0, 0, 0.125, 0.6875, 1]

const setting = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  perSession: fc.constantFrom(1, 4, 7),
  horizon: fc.integer({ min: 1, max: 7 }),
  position: fc.array(fc.constantFrom(...sizes), { minLength: 8, maxLength: 60 }),
  brackets: fc.record({
    atrPeriod: fc.integer({ min: 1, max: 20 }),
    stopMultiple: fc.constantFrom(0.3, 0.8, 1.5, 3),
    targetMultiple: fc.constantFrom(0.3, 1, 2, 4),
    timeStopMinutes: fc.constantFrom(null, 60, 180, 780, 1_560),
  }),
})

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never

/** A random walk whose bars reach beyond their open and close. */
function walk(count: number, seed: number, perSession: number): Bars {
  const { open, close } = randomWalk(count, seed)
  const bars = barsOf(open, close, perSession)
  const random = randomOf(seed + 7)
  const beyond = () => 1 + random() ** 2 * 0.02
  return {
    ...bars,
    high: bars.high.map((high) => high * beyond()),
    low: bars.low.map((low) => low / beyond()),
  }
}

function bookOf(bars: Bars, horizon: number, brackets?: Brackets) {
  const execution = { entry: 'next_open', ...(brackets && { brackets }) } as const
  return openBook(datasetOf(bars, horizon), execution).open(range(0, bars.ts.length), null)
}

function trackOf(bars: Bars, { horizon, brackets }: Pick<Setting, 'horizon' | 'brackets'>) {
  const market = prepareMarket(datasetOf(bars, horizon), bars, 'next_open')
  const count = bars.ts.length
  return layBracketTrack(market, bracketRange(market, bars, brackets), range(0, count), 1, count - 1)
}

describe('trading with brackets', () => {
  it('earns in each bar what its tranches earn in it, and ends each trade at its exit price', () => {
    fc.assert(
      fc.property(setting, ({ seed, perSession, horizon, position, brackets }) => {
        const bars = walk(position.length, seed, perSession)
        const { open, close } = bars
        const { everyBar, trades } = bookOf(bars, horizon, brackets).trade(Float64Array.from(position))
        const { gross, traded } = everyBar
        const track = trackOf(bars, { horizon, brackets })
        const earned = new Float64Array(gross.length)
        const prices = new Map<number, number>()
        for (const [slot, index] of track.decision.entries()) {
          const side = position[index] > 0 ? track.long : track.short
          const weight = position[index] / horizon
          if (weight === 0) continue
          const [enters, leaves, at] = [track.entryBar[slot], side.bar[slot], side.at[slot]]
          // Each bar on its own: from the close before to the open, and from the open to the close or the exit.
          for (let bar = enters; bar <= Math.min(leaves, track.last); bar++) {
            if (bar > enters) earned[bar - 1] += weight * (open[bar] / close[bar - 1] - 1)
            if (bar === leaves && at === atOpen) break
            const until = bar === leaves && at !== atClose ? side.price[slot] : close[bar]
            earned[bar - 1] += weight * (until / open[bar] - 1)
          }
          prices.set(index, side.price[slot])
        }
        for (const [bar, value] of earned.entries())
          expect(gross[bar], `bar ${bar + 1}`).toBeCloseTo(value, 12)
        for (const [trade, index] of trades.decision.entries()) {
          const change = (prices.get(index) ?? Number.NaN) / open[index + 1] - 1
          expect(trades.gross[trade]).toBeCloseTo(Math.sign(position[index]) * change, 12)
        }
        // At most every tranche in and out; less where they net.
        const sides = Array.from(
          trades.decision,
          (index, trade) =>
            (Math.abs(position[index]) / horizon) * (trades.exit?.[trade] === exitCode.openAtEnd ? 1 : 2),
        )
        const most = sides.reduce((sum, value) => sum + value, 0)
        expect(traded.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(most + 1e-9)
      }),
    )
  })

  it('is the same as without brackets when none is touched', () => {
    fc.assert(
      fc.property(setting, ({ seed, perSession, horizon, position, brackets }) => {
        const bars = walk(position.length, seed, perSession)
        const far = { ...brackets, stopMultiple: 1e6, targetMultiple: 1e6, timeStopMinutes: null }
        const bracketed = bookOf(bars, horizon, far).trade(Float64Array.from(position))
        const plain = bookOf(bars, horizon).trade(Float64Array.from(position))
        for (const name of ['gross', 'traded', 'weight'] as const) {
          expect([...bracketed[name]], name).toEqual([...plain[name]])
        }
        expect([...bracketed.trades.decision]).toEqual([...plain.trades.decision])
        expect([...bracketed.trades.gross]).toEqual([...plain.trades.gross])
        expect(bracketed.trades.closed).toBe(plain.trades.closed)
        expect(bracketed.unfilled).toBe(plain.unfilled)
        expect(bracketed.brackets?.exits).toMatchObject({ stop: 0, target: 0, time: 0 })
      }),
    )
  })

  it('never loses more than the stop, and never earns more than the target, but by a gap or a cost', () => {
    fc.assert(
      fc.property(setting, ({ seed, perSession, horizon, position, brackets }) => {
        const bars = walk(position.length, seed, perSession)
        const { trades, brackets: exits } = bookOf(bars, horizon, brackets).trade(Float64Array.from(position))
        const market = prepareMarket(datasetOf(bars, horizon), bars, 'next_open')
        const { stopDistance, targetDistance } = bracketRange(market, bars, brackets)
        let beyond = 0
        for (const [trade, index] of trades.decision.entries()) {
          const entry = bars.open[index + 1]
          const gross = trades.gross[trade]
          const isInside =
            gross >= -stopDistance[index] / entry - 1e-12 && gross <= targetDistance[index] / entry + 1e-12
          if (!isInside) beyond++
        }
        // An open at the horizon may lie beyond as well.
        const gaps = (exits?.gaps.stop ?? 0) + (exits?.gaps.target ?? 0) + (exits?.exits.horizon ?? 0)
        expect(beyond).toBeLessThanOrEqual(gaps)
        const counted = Object.values(exits?.exits ?? {}).reduce((sum, count) => sum + count, 0)
        expect(counted).toBe(trades.decision.length)
      }),
    )
  })

  it('leaves a short position at mirrored prices when and why it leaves a long one', () => {
    fc.assert(
      fc.property(setting, ({ seed, perSession, horizon, brackets, position }) => {
        const bars = walk(position.length, seed, perSession)
        const mirror = (values: Float64Array) => values.map((price) => 200 - price)
        const mirrored = {
          ...bars,
          open: mirror(bars.open),
          close: mirror(bars.close),
          high: mirror(bars.low),
          low: mirror(bars.high),
        }
        const own = trackOf(bars, { horizon, brackets })
        const other = trackOf(mirrored, { horizon, brackets })
        for (const [one, two] of [
          [own.long, other.short],
          [own.short, other.long],
        ]) {
          for (const [slot, price] of one.price.entries()) {
            // Before there is an average range, the least one is a share of the price, which has no mirror.
            if (own.entryBar[slot] < brackets.atrPeriod) continue
            for (const name of ['bar', 'at', 'reason', 'ambiguous'] as const) {
              expect(two[name][slot], name).toBe(one[name][slot])
            }
            expect(200 - two.price[slot]).toBeCloseTo(price, 9)
          }
        }
      }),
    )
  })

  it('never changes an exit when later bars are shuffled', () => {
    fc.assert(
      fc.property(setting, fc.integer({ min: 2, max: 50 }), (market, cut) => {
        const { seed, perSession, position } = market
        const bars = walk(position.length, seed, perSession)
        const last = Math.min(cut, position.length - 1)
        const order = Array.from(bars.ts, (_, bar) => bar)
        const random = randomOf(seed + 1)
        for (let bar = order.length - 1; bar > last + 1; bar--) {
          const with_ = last + 1 + Math.floor(random() * (bar - last))
          ;[order[bar], order[with_]] = [order[with_], order[bar]]
        }
        const moved = (values: Float64Array) => Float64Array.from(order, (bar) => values[bar])
        const { open, high, low, close } = bars
        const shuffled = {
          ...bars,
          open: moved(open),
          high: moved(high),
          low: moved(low),
          close: moved(close),
        }
        const one = trackOf(bars, market)
        const two = trackOf(shuffled, market)
        for (const side of ['long', 'short'] as const) {
          for (const [slot, bar] of one[side].bar.entries()) {
            // Levels are those of the decision, so an entry at the bar after the cut may move.
            if (bar > last || one.entryBar[slot] > last) continue
            for (const name of ['bar', 'at', 'price', 'reason', 'ambiguous'] as const) {
              expect(two[side][name][slot], `${side} ${name} of slot ${slot}`).toBe(one[side][name][slot])
            }
          }
        }
        const positions = Float64Array.from(position)
        const before = bookOf(bars, market.horizon, market.brackets)
          .trade(positions)
          .everyBar.gross.slice(0, last)
        const after = bookOf(shuffled, market.horizon, market.brackets)
          .trade(positions)
          .everyBar.gross.slice(0, last)
        expect([...after]).toEqual([...before])
      }),
    )
  })

  it('never returns more when its costs double', () => {
    fc.assert(
      fc.property(
        setting,
        fc.integer({ min: 0, max: 40 }),
        ({ seed, perSession, ...market }, slippageBps) => {
          const { horizon, position, brackets } = market
          const bars = walk(position.length, seed, perSession)
          const scores = position.map((size) => 0.5 + size / 2)
          const fold = foldOf(range(0, 2), [0.5, 0.5], range(2, position.length), scores.slice(2))
          const variant = { selection: { kind: 'thresholds' as const, thresholds: [0.55] } }
          const traded = (bps: number) =>
            evaluateVariant(datasetOf(bars, horizon), [fold], variant, {
              ...defaultExecution,
              sizeByConfidence: true,
              slippageBps: bps,
              brackets,
            })
          const once = traded(slippageBps)
          const twice = traded(2 * slippageBps)
          expect(twice.metrics.cum_return).toBeLessThanOrEqual(once.metrics.cum_return ?? Number.NaN)
          expect(twice.bars.gross).toEqual(once.bars.gross)
          expect(twice.brackets).toEqual(once.brackets)
        },
      ),
    )
  })
})
