import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { computeIndicators } from '../../../src/core/indicators/index.ts'
import { computeLabel, type LabelSpec } from '../../../src/core/labels/index.ts'
import { buildMatrix, previewMatrix } from '../../../src/core/matrix/index.ts'
import { someBars } from '../bars/someBars.ts'
import { dayBars, hourlyDay, winterDays } from '../labels/eventBars.ts'

const nextBar: LabelSpec = { kind: 'forward', unit: 'bars', horizon: 1 }
const indicators = [
  { name: 'rsi', params: { period: 3 } },
  { name: 'ret' },
  { name: 'rolling_std', params: { window: 4 } },
]

describe('buildMatrix', () => {
  it('drops the rows of the longest warm-up, says how many, and keeps those without a known label', () => {
    const bars = someBars({ sessions: 30 })
    const { matrix, barOfRow, dropped, warnings } = buildMatrix({ bars, indicators, label: nextBar })
    const warmUp = barOfRow[0]
    expect(warmUp).toBeGreaterThan(0)
    expect(dropped).toEqual({ warm_up: warmUp, hours: 0, no_decision: 0 })
    expect(warnings).toContain(`${warmUp} rows dropped while indicators warm up`)
    expect(matrix.ts).toEqual(bars.ts.slice(warmUp))
    expect(matrix.retFwd.at(-1)).toBeNaN()
    expect(matrix.labelEnd.at(-1)).toBeNaN()
    expect(matrix.labelEnd[0]).toBe(bars.ts[warmUp + 1])
    for (const { name, values } of matrix.features) expect(values.every(Number.isFinite), name).toBe(true)
  })

  it('holds the values of the indicators at the bars of its rows', () => {
    const bars = someBars({ sessions: 8, perSession: 5 })
    const { matrix, barOfRow } = buildMatrix({ bars, indicators, label: nextBar, hours: [11, 13] })
    for (const [i, { name, values }] of computeIndicators(bars, indicators).entries()) {
      expect(matrix.features[i].name).toBe(name)
      expect([...matrix.features[i].values]).toEqual(Array.from(barOfRow, (bar) => values[bar]))
    }
  })

  it('labels full sessions before the hours filter selects rows', () => {
    const bars = someBars({ sessions: 6, perSession: 7 })
    const { matrix, barOfRow, dropped } = buildMatrix({
      bars,
      indicators: [{ name: 'ret' }],
      label: nextBar,
      hours: [13, 15],
    })
    expect(new Set(matrix.hourEt)).toEqual(new Set([13, 15]))
    expect(dropped.hours).toBe(bars.ts.length - 1 - barOfRow.length)
    barOfRow.forEach((bar, row) => {
      const isLastOfSession = bars.hourEt?.[bar] === 15
      if (isLastOfSession) expect(matrix.retFwd[row]).toBeNaN()
      else expect(matrix.retFwd[row]).toBe(bars.close[bar + 1] / bars.close[bar] - 1)
    })
  })

  it('decides close_to_open on the last bar that ended before the final one', () => {
    const bars = someBars({ sessions: 4, perSession: 3 })
    const { matrix, barOfRow, dropped } = buildMatrix({
      bars,
      indicators: [],
      label: { kind: 'close_to_open' },
    })
    expect([...barOfRow]).toEqual([1, 4, 7, 10])
    expect(dropped.no_decision).toBe(8)
    expect(matrix.retFwd[0]).toBe(bars.open[3] / bars.close[2] - 1)
    expect(matrix.labelEnd[0]).toBe(bars.ts[3])
    expect(matrix.retFwd[3]).toBeNaN()
  })

  it('decides close_to_open of a running session once its last bar but one has ended', () => {
    const all = someBars({ sessions: 4, perSession: 3 })
    const rowsOf = (bars: number) => [
      ...buildMatrix({ bars: sliceBars(all, 0, bars), indicators: [], label: { kind: 'close_to_open' } })
        .barOfRow,
    ]
    expect(rowsOf(10)).toEqual([1, 4, 7])
    expect(rowsOf(11)).toEqual([1, 4, 7, 10])
  })

  it('decides daily close_to_open a session before the night', () => {
    const bars = someBars({ sessions: 6 })
    const { matrix, barOfRow } = buildMatrix({ bars, indicators: [], label: { kind: 'close_to_open' } })
    expect([...barOfRow]).toEqual([0, 1, 2, 3, 4, 5])
    expect(matrix.retFwd[2]).toBe(bars.open[4] / bars.close[3] - 1)
    expect(matrix.labelEnd[2]).toBe(bars.ts[4])
    expect([...matrix.retFwd.slice(4)]).toEqual([Number.NaN, Number.NaN])
  })

  it('fills a missing value from the bar before once, and marks it when asked to', () => {
    const bars = someBars({ sessions: 12 })
    bars.close[6] = Number.NaN // ret is missing on rows 6 and 7
    const { matrix, warnings } = buildMatrix({
      bars,
      indicators: [{ name: 'ret' }],
      label: nextBar,
      missingFlags: true,
    })
    const [ret, flag] = matrix.features
    expect(flag.name).toBe(`${ret.name}_missing`)
    expect([...flag.values]).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]) // row 1 of the bars is the first of the matrix
    expect(ret.values[5]).toBe(ret.values[4])
    expect(ret.values[6]).toBeNaN()
    expect(warnings.join()).toContain(`${ret.name} (2)`)
  })

  it('never fills from one session into the next', () => {
    const bars = someBars({ sessions: 3, perSession: 4 })
    bars.close[8] = Number.NaN
    const { matrix } = buildMatrix({ bars, indicators: [{ name: 'ret' }], label: nextBar })
    expect(matrix.features[0].values[7]).toBeNaN()
  })

  it('is the same up to row t whether or not later bars exist', () => {
    const all = someBars({ sessions: 20, perSession: 4 })
    all.close[33] = Number.NaN
    const request = { indicators, label: nextBar, hours: [9, 10, 12], missingFlags: true }
    const whole = buildMatrix({ bars: all, ...request })
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 80 }), (rows) => {
        const part = buildMatrix({ bars: sliceBars(all, 0, rows), ...request })
        const kept = part.matrix.ts.length
        expect(part.barOfRow).toEqual(whole.barOfRow.slice(0, kept))
        expect(whole.barOfRow[kept] ?? rows).toBeGreaterThanOrEqual(rows)
        part.matrix.features.forEach(({ name, values }, i) => {
          expect(name).toBe(whole.matrix.features[i].name)
          expect(values, name).toEqual(whole.matrix.features[i].values.slice(0, kept))
        })
        part.matrix.retFwd.forEach((value, row) => {
          if (!Number.isNaN(value)) expect(value).toBe(whole.matrix.retFwd[row])
        })
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    [{ perSession: 1 }, nextBar, undefined, 252],
    [{ perSession: 7 }, nextBar, undefined, 252 * 6], // the first bar of a session can't be held
    [{ perSession: 7 }, nextBar, [13, 14], 252 * 2],
    [{ perSession: 7 }, { kind: 'forward', unit: 'bars', horizon: 3 } as const, [12], 252 * 3],
    [{ perSession: 7 }, { kind: 'forward', unit: 'sessions', horizon: 2 } as const, [12], 252 * 7],
    [{ perSession: 7 }, { kind: 'close_to_open' } as const, undefined, 252],
  ])(
    'counts the bars of a year in which a position can be held: %j %j %j',
    (shape, label, hours, periods) => {
      const bars = someBars({ sessions: 9, ...shape })
      expect(buildMatrix({ bars, indicators: [], label, hours }).periodsPerYear).toBe(periods)
    },
  )

  it('ignores hours on daily bars, with a warning', () => {
    const { matrix, warnings } = buildMatrix({
      bars: someBars({ sessions: 9 }),
      indicators: [],
      label: nextBar,
      hours: [13],
    })
    expect(matrix.ts).toHaveLength(9)
    expect(warnings).toContain('hours are ignored: daily bars have none')
  })

  it('explains why no row is left', () => {
    const bars = someBars({ sessions: 5, perSession: 2 })
    const long = [{ name: 'rolling_std', params: { window: 50 } }]
    expect(() => buildMatrix({ bars, indicators: long, label: nextBar })).toThrow(
      /bars to warm up, and TEST has 10/,
    )
    expect(() => buildMatrix({ bars, indicators: [], label: nextBar, hours: [3] })).toThrow(
      'starts in the chosen hours',
    )
    expect(() => buildMatrix({ bars, indicators: [], label: nextBar, hours: [25] })).toThrow(
      'hours: expected whole New York hours from 0 to 23, got 25',
    )
    expect(() => buildMatrix({ bars, indicators: [{ name: 'rsii' }], label: nextBar })).toThrow('rsi')
  })

  it('warns when the horizon fits into no session', () => {
    const bars = someBars({ sessions: 5, perSession: 2 })
    const { warnings } = buildMatrix({
      bars,
      indicators: [],
      label: { kind: 'forward', unit: 'bars', horizon: 2 },
    })
    expect(warnings.join()).toContain('no row has a known label')
  })
})

describe('the matrix of an event', () => {
  // Every other morning rises by 2, the others fall by 2; two days of three take it back.
  const day = (date: string, index: number) => {
    const early = index % 2 === 0 ? 2 : -2
    const close = index % 3 === 0 ? 100 + 2 * early : 100
    return hourlyDay(date, 100, [100, ...[0, 0.5, 0, 0.25, 0].map((step) => 100 + early + step), close])
  }
  const bars = dayBars('hourly', winterDays(30).map(day))
  const label = {
    kind: 'headfake_reversal',
    windowStart: '09:30',
    windowEnd: '11:00',
    minEarlyAtr: 0.1,
    minLateAtr: 0.1,
  } as const
  const indicators = [{ name: 'ret' }]

  it('has the rows from the time of the event to the bar before the last, with y and side', () => {
    const built = buildMatrix({ bars, indicators, label })
    const whole = computeLabel(bars, label)
    // Seven bars a session: that of 10:00 is too early, that of 16:00 too late; on the one half day among the thirty, the
    // day after Thanksgiving, it is those of 13:00 to 15:00 as well.
    expect(built.matrix.ts).toHaveLength(30 * 5 - 3)
    expect(built.dropped.no_decision).toBe(30 * 2 + 3)
    built.barOfRow.forEach((bar, row) => {
      expect(built.matrix.event?.y[row]).toBe(whole.event?.y[bar])
      expect(built.matrix.event?.side[row]).toBe(whole.event?.side[bar])
      expect(built.matrix.retFwd[row]).toBe(whole.retFwd[bar])
    })
    // A position of 11:00 is held from 12:00 to 16:00: five bars a day.
    expect(built.horizon).toBe(5)
    expect(built.periodsPerYear).toBe(252 * 5)
  })

  it('is labelled before the hours select rows', () => {
    const some = buildMatrix({ bars, indicators, label, hours: [13] }).matrix
    const all = buildMatrix({ bars, indicators, label }).matrix
    const kept = [...all.ts.keys()].filter((row) => all.hourEt?.[row] === 13)
    expect([...(some.event?.y ?? [])]).toEqual(kept.map((row) => all.event?.y[row]))
    expect([...some.labelEnd]).toEqual(kept.map((row) => all.labelEnd[row]))
  })

  it('counts the event in its balance and its labelled rows', () => {
    const { matrix } = buildMatrix({ bars, indicators, label })
    const y = [...(matrix.event?.y ?? [])]
    const preview = previewMatrix(matrix)
    expect(preview.labelled_rows).toBe(y.filter((value) => !Number.isNaN(value)).length)
    expect(preview.label_balance['1'].rows).toBe(y.filter((value) => value === 1).length)
    expect(preview.label_balance['0'].rows).toBe(y.filter((value) => value === 0).length)
  })

  it('says that no bar decides when the event comes at the close', () => {
    const late = { ...label, windowEnd: '16:00' }
    expect(() => buildMatrix({ bars, indicators, label: late })).toThrow('the label allows no decision')
  })
})
