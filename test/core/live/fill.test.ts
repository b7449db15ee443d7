import { describe, expect, it } from 'vitest'
import { isRounded, outcomeOf } from '../../../src/core/live/fill.ts'

describe('the outcome of a position', () => {
  const long = { side: 'long', reference: 100, fill: 101, exit: 105, stop: 99 } as const
  const short = { side: 'short', reference: 50, fill: 49.5, exit: 48, stop: 50.5 } as const

  it('of a long one: +4 on a risk of 2 and on 101 put in', () => {
    expect(outcomeOf(long)).toEqual({ slippage: 1, rr: 2, pnl: 4 / 101 })
  })

  it('of a short one: +1.5 on a risk of 1 and on 49.5 put in', () => {
    expect(outcomeOf(short)).toEqual({ slippage: 0.5, rr: 1.5, pnl: 1.5 / 49.5 })
  })

  it('is a loss of one risk at the stop, on either side', () => {
    expect(outcomeOf({ ...long, exit: 99 })).toMatchObject({ rr: -1, pnl: -2 / 101 })
    expect(outcomeOf({ ...short, exit: 50.5 })).toMatchObject({ rr: -1, pnl: -1 / 49.5 })
  })

  it('has no multiple without a stop, or with one that the fill lies beyond', () => {
    expect(outcomeOf({ ...long, stop: null })).toMatchObject({ slippage: 1, rr: null, pnl: 4 / 101 })
    expect(outcomeOf({ ...long, fill: 98 })).toMatchObject({ rr: null, pnl: 7 / 98 })
    expect(outcomeOf({ ...long, fill: 99 })).toMatchObject({ rr: null })
  })

  it('has only slippage before the exit, and nothing before the fill', () => {
    expect(outcomeOf({ ...long, exit: null })).toEqual({ slippage: 1, rr: null, pnl: null })
    expect(outcomeOf({ ...long, reference: null })).toMatchObject({ slippage: null, rr: 2 })
    expect(outcomeOf({ ...long, fill: null })).toEqual({ slippage: null, rr: null, pnl: null })
  })
})

describe('a number as it was written', () => {
  it.each<[number, number, boolean]>([
    [0.04, 4 / 101, true],
    [0.0396, 4 / 101, true],
    [0.0395, 4 / 101, false],
    [3.96, 4 / 101, false],
    [2, 2.04, true],
    [2, 2.06, false],
    [0, 0.3, false],
    [1e-7, 1.4e-7, true],
    [1e-7, 1.6e-7, false],
  ])('%d is %d rounded: %s', (written, exact, expected) => {
    expect(isRounded(written, exact)).toBe(expected)
  })
})
