import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { totalReturn } from '../../../src/core/statistics/returns.ts'
import { alignSessions, sessionReturns } from '../../../src/core/statistics/sessions.ts'

describe('session returns', () => {
  it('compounds the bars of each session and keeps flat sessions', () => {
    const { sessions, returns } = sessionReturns(
      Int32Array.of(10, 10, 11, 14, 14, 14),
      Float64Array.of(0.1, 0.2, 0, -0.5, 1, 0),
    )
    expect([...sessions]).toEqual([10, 11, 14])
    expect(returns[0]).toBeCloseTo(0.32, 15) // 1.1 × 1.2
    expect(returns[1]).toBe(0)
    expect(returns[2]).toBe(0) // 0.5 × 2
  })

  it('is the series itself when each session has one bar', () => {
    const bars = Float64Array.of(0.013, -0.007, 0)
    expect(sessionReturns(Int32Array.of(1, 2, 5), bars).returns).toEqual(bars)
  })

  it('has no sessions without bars', () => {
    expect(sessionReturns(new Int32Array(), new Float64Array()).sessions).toHaveLength(0)
  })

  it('earns over all sessions what the bars earned', () => {
    const bar = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.double({ min: -0.2, max: 0.2, noNaN: true }))
    fc.assert(
      fc.property(fc.array(bar, { minLength: 1, maxLength: 60 }), (bars) => {
        let day = 0
        const session = Int32Array.from(bars, ([step]) => (day += step))
        const returns = Float64Array.from(bars, ([, value]) => value)
        const perSession = sessionReturns(session, returns)
        expect(new Set(session).size).toBe(perSession.sessions.length)
        expect(totalReturn(perSession.returns)).toBeCloseTo(totalReturn(returns) ?? Number.NaN, 10)
      }),
    )
  })
})

describe('aligned sessions', () => {
  it('keeps the intersection of the spans, with 0 where a series has no session', () => {
    const { sessions, columns } = alignSessions([
      { sessions: Int32Array.of(1, 2, 4, 5), returns: Float64Array.of(0.1, 0.2, 0.4, 0.5) },
      { sessions: Int32Array.of(2, 3, 5, 6), returns: Float64Array.of(-0.2, -0.3, -0.5, -0.6) },
    ])
    expect([...sessions]).toEqual([2, 3, 4, 5])
    expect(columns.map((column) => [...column])).toEqual([
      [0.2, 0, 0.4, 0.5],
      [-0.2, -0.3, 0, -0.5],
    ])
  })

  it('takes series of the same sessions as they are', () => {
    const days = Int32Array.of(3, 4, 7)
    const series = [0.1, -0.2].map((value) => ({
      sessions: days.slice(),
      returns: new Float64Array(3).fill(value),
    }))
    expect(alignSessions(series)).toEqual({ sessions: days, columns: series.map(({ returns }) => returns) })
  })

  it('has no rows when the spans do not meet, or one is empty', () => {
    const early = { sessions: Int32Array.of(1, 2), returns: Float64Array.of(0.1, 0.1) }
    const late = { sessions: Int32Array.of(8, 9), returns: Float64Array.of(0.1, 0.1) }
    const empty = { sessions: new Int32Array(), returns: new Float64Array() }
    expect(alignSessions([early, late]).sessions).toHaveLength(0)
    expect(alignSessions([early, empty]).columns).toEqual([new Float64Array(), new Float64Array()])
    expect(alignSessions([])).toEqual({ sessions: new Int32Array(), columns: [] })
  })
})
