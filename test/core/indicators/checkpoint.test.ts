import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { canContinue, continueIndicators } from '../../../src/core/indicators/checkpoint.ts'
import { computeIndicators, indicators, resolveIndicator } from '../../../src/core/indicators/index.ts'
import { dailyBars, hourlyBars, oddBars, randomWalk, truncated } from './testBars.ts'

const resumable = [...indicators.keys()].filter((name) => canContinue(resolveIndicator({ name })))
const daily = dailyBars(randomWalk(1500, 21))
const hourly = hourlyBars(randomWalk(4200, 22))

describe('continueIndicators', () => {
  it.each(resumable)('gives %s the very values of a build from the first bar', (name) => {
    expectContinued(daily, [{ name }], [700, 701, 1100, 1500])
    expectContinued(hourly, [{ name }], [2000, 2003, 2004, 3100, 4200])
  })

  it('goes on from the first bars of all, where nothing is full yet', () => {
    const all = resumable.map((name) => ({ name })).filter(({ name }) => name !== 'ret')
    expectContinued(daily, all, [1, 2, 9, 40, 41, 300])
    expectContinued(hourly, all, [3, 7, 8, 30, 700])
  })

  it('goes on over missing and repeated prices', () => {
    const all = resumable.map((name) => ({ name })).filter(({ name }) => name !== 'ret')
    fc.assert(
      fc.property(oddBars(200, true), fc.boolean(), fc.nat(), fc.nat(), (rows, isDaily, a, b) => {
        const bars = isDaily ? dailyBars(rows) : hourlyBars(rows)
        const ends = [1 + (a % rows.length), 1 + (b % rows.length)].sort((x, y) => x - y)
        expectContinued(bars, all, ends)
      }),
      { numRuns: 40 },
    )
  })

  it('computes the new bars and those that windows reach back over, not all of them', () => {
    const specs = [{ name: 'rsi' }, { name: 'sma' }, { name: 'obv' }]
    const { checkpoint } = continueIndicators(truncated(daily, 1400), specs, null)
    const { first, columns } = continueIndicators(daily, specs, checkpoint)
    expect(checkpoint.at).toBe(1399)
    expect(columns[0].values.length).toBe(1500 - first)
    expect(1399 - first).toBeLessThanOrEqual(2 * 20 + 2)
  })
})

/** Builds up to each end in turn, each going on from the one before, and compares with a build of its own. */
function expectContinued(bars: Bars, specs: { name: string }[], ends: number[]): void {
  let checkpoint = null
  for (const end of ends) {
    const part = truncated(bars, end)
    const from: number = checkpoint === null ? 0 : checkpoint.at
    const continued: ReturnType<typeof continueIndicators> = continueIndicators(part, specs, checkpoint)
    const whole = computeIndicators(part, specs)
    for (const [i, { name, values }] of whole.entries()) {
      const other = continued.columns[i].values
      for (let row = from; row < end; row++) {
        const value = other[row - continued.first]
        if (!Object.is(value, values[row]))
          expect(value, `${name} at row ${row} of ${end}, going on from ${from}`).toBe(values[row])
      }
    }
    checkpoint = continued.checkpoint
  }
}
