import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accuracy,
  brier,
  confusion,
  logLoss,
  macroF1,
  rocAuc,
} from '../../../src/core/statistics/classification.ts'

/** Three rows of classes 0, 1, 2; the last one is taken for class 0. */
const three = { labels: [0, 1, 2], p: [0.5, 0.3, 0.2, 0.1, 0.8, 0.1, 0.6, 0.2, 0.2] }

describe('logLoss', () => {
  it('is the mean of minus the log of what the truth was given', () => {
    expect(logLoss([1, 0], [0.8, 0.4], 2)).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12)
    expect(logLoss(three.labels, three.p, 3)).toBeCloseTo(
      -(Math.log(0.5) + Math.log(0.8) + Math.log(0.2)) / 3,
      12,
    )
  })

  it('stays finite for a sure mistake', () => {
    expect(logLoss([1], [0], 2)).toBeCloseTo(52 * Math.log(2), 9)
  })
})

describe('brier', () => {
  it('matches the table worked out by hand', () => {
    expect(brier([1, 0], [0.8, 0.4], 2)).toBeCloseTo((0.04 + 0.16) / 2, 12)
    // 0.25+0.09+0.04, 0.01+0.04+0.01, 0.36+0.04+0.64
    expect(brier(three.labels, three.p, 3)).toBeCloseTo((0.38 + 0.06 + 1.04) / 3, 12)
  })
})

describe('rocAuc', () => {
  it('counts pairs in order, ties half', () => {
    // ones 0.8, 0.4; zeros 0.4, 0.1: of four pairs three are in order and one is tied
    expect(rocAuc([1, 1, 0, 0], [0.8, 0.4, 0.4, 0.1], 2)).toBe(3.5 / 4)
  })

  it('agrees with counting every pair', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1 })), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(rows, (pairs) => {
        const ones = pairs.filter(([, label]) => label === 1)
        const zeros = pairs.filter(([, label]) => label === 0)
        let wins = 0
        for (const [one] of ones) for (const [zero] of zeros) wins += one > zero ? 1 : one === zero ? 0.5 : 0
        const got = rocAuc(
          pairs.map(([, label]) => label),
          pairs.map(([score]) => score / 10),
          2,
        )
        if (ones.length === 0 || zeros.length === 0) expect(got).toBeNull()
        else expect(got).toBeCloseTo(wins / (ones.length * zeros.length), 12)
      }),
    )
  })

  it('is the mean over the classes that have rows inside and outside', () => {
    // class 0 scores 0.5 against 0.1 and 0.6: one of two; class 1 wins both; class 2 ties neither, 0.2 against 0.2 and 0.1
    expect(rocAuc(three.labels, three.p, 3)).toBeCloseTo((0.5 + 1 + 0.75) / 3, 12)
    expect(rocAuc([0, 1], [0.9, 0.1, 0, 0.2, 0.8, 0], 3)).toBe(1)
    expect(rocAuc([1], [0.1, 0.8, 0.1], 3)).toBeNull()
  })
})

describe('confusion, accuracy and macroF1', () => {
  it('match the table worked out by hand', () => {
    expect(confusion(three.labels, three.p, 3)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
    ])
    expect(accuracy(three.labels, three.p, 3)).toBeCloseTo(2 / 3, 12)
    expect(macroF1(three.labels, three.p, 3)).toBeCloseTo((2 / 3 + 1 + 0) / 3, 12)
  })

  it('predict class 1 from one half on, and the first of equally likely classes', () => {
    expect(confusion([0], [0.5], 2)).toEqual([
      [0, 1],
      [0, 0],
    ])
    expect(confusion([2], [0.2, 0.4, 0.4], 3)[2]).toEqual([0, 1, 0])
  })
})
