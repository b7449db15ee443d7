import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { type MarketData, marketDataAt, noMarketData } from '../../../src/core/bars/marketData.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { computeLabel, type LabelSpec } from '../../../src/core/labels/index.ts'
import { type DayBars, dayBars, hourlyDay, winterDays } from './eventBars.ts'

const at11: LabelSpec = {
  kind: 'headfake_reversal',
  windowStart: '09:30',
  windowEnd: '11:00',
  minEarlyAtr: 0.5,
  minLateAtr: 0.5,
}
const at1030: LabelSpec = { ...at11, windowEnd: '10:30' }

/** Two quiet days: bars whose range is always 2, so that the ATR of 14 is 2 from the last bar of the second on. */
const quiet = (date: string): DayBars => ({
  date,
  bars: [10, 11, 12, 13, 14, 15, 16].map((hour) => ({
    end: `${hour}:00`,
    open: 100,
    high: 101,
    low: 99,
    close: 100,
  })),
})
const twoQuietDays = [quiet('2020-01-06'), quiet('2020-01-07')]

/** A third day at whose 11:00 bar the ATR is still 2: its bars have a range of 2 as well. */
const third = (open: number, at: number, close: number): DayBars => ({
  date: '2020-01-08',
  bars: [
    { end: '10:00', open, high: 101, low: 99, close: 100 },
    { end: '11:00', open: 100, high: Math.max(100, at), low: Math.max(100, at) - 2, close: at },
    { end: '12:00', open: at, close: at },
    { end: '15:00', open: at, close: at },
    { end: '16:00', open: at, close },
  ],
})

const rowsOf = (values: Float64Array | Int32Array) => [...values].slice(14)

describe('headfake_reversal', () => {
  it.each([
    // early = 101 - 100 = 1 = 0.5 ATR; late = 100 - 101 = -1: both reach half of the ATR of 2, and differ in sign
    ['a rise that is taken back', third(100, 101, 100), 1, -1],
    // late = 100.1 - 101 = -0.9 falls short
    ['a rise of which too little is taken back', third(100, 101, 100.1), 0, -1],
    // late = 102 - 101 goes on
    ['a rise that goes on', third(100, 101, 102), 0, -1],
    // early = 99 - 100 = -1, late = +1: a fall that is taken back is bought
    ['a fall that is taken back', third(100, 99, 100), 1, 1],
    // early = 100.9 - 100 = 0.9 falls short, but has a side all the same
    ['a rise that is too small', third(100, 100.9, 98), 0, -1],
    ['no move at all', third(100, 100, 98), 0, 0],
  ])('is decided by both moves: %s', (_, day, y, side) => {
    const { event } = computeLabel(dayBars('hourly', [...twoQuietDays, day]), at11)
    // 10:00 comes before the window's end, and at 16:00 nothing is left to be earned.
    expect(rowsOf(event?.y ?? Float64Array.of())).toEqual([Number.NaN, y, y, y, Number.NaN])
    expect(rowsOf(event?.side ?? Float64Array.of())).toEqual([Number.NaN, side, side, side, Number.NaN])
  })

  it('earns from the close of the decision bar to that of the session, and is known then', () => {
    const label = computeLabel(dayBars('hourly', [...twoQuietDays, third(100, 101, 98)]), at11)
    // 98/101 - 1, three times
    expect(rowsOf(label.retFwd)).toEqual([Number.NaN, 98 / 101 - 1, 98 / 101 - 1, 98 / 101 - 1, Number.NaN])
    expect(rowsOf(label.labelEndRow)).toEqual([-1, 18, 18, 18, -1])
    // On the quiet days 11:00 is five bars before the close.
    expect(label.horizon).toBe(5)
  })

  it('says nothing of a session that is still running, but on which side it would be', () => {
    const running = { ...third(100, 101, 100), bars: third(100, 101, 100).bars.slice(0, 4) }
    const { event, retFwd } = computeLabel(dayBars('hourly', [...twoQuietDays, running]), at11)
    expect(rowsOf(event?.y ?? Float64Array.of()).every(Number.isNaN)).toBe(true)
    expect(rowsOf(event?.side ?? Float64Array.of())).toEqual([Number.NaN, -1, -1, -1])
    expect(rowsOf(retFwd).every(Number.isNaN)).toBe(true)
  })

  it('has no y while the ATR warms up, and a return all the same', () => {
    const { event, retFwd } = computeLabel(dayBars('hourly', twoQuietDays), at11)
    // 14 bars make an ATR: the last one of the second day. All decisions come before it.
    expect([...(event?.y ?? [])].every(Number.isNaN)).toBe(true)
    expect([...retFwd].filter((value) => value === 0)).toHaveLength(10)
  })

  it('takes 13:00 for the close of a half day, which the calendar knows', () => {
    const half = hourlyDay('2020-11-27', 100, [100, 101, 101, 100])
    const bars = dayBars('hourly', [...twoQuietDays, half, quiet('2020-11-30')])
    expect([...computeLabel(bars, at11).labelEndRow].slice(14, 18)).toEqual([-1, 17, 17, -1])
    const alone = computeLabel(sliceBars(bars, 0, 18), at11)
    expect([...alone.labelEndRow].slice(14)).toEqual([-1, 17, 17, -1])
    const running = computeLabel(sliceBars(bars, 0, 17), at11)
    expect([...running.labelEndRow].slice(14)).toEqual([-1, -1, -1])
  })

  it('does not take a session for complete whose last bars are missing', () => {
    const short = hourlyDay('2020-01-08', 100, [100, 101, 101, 100, 100]) // ends at 14:00
    const bars = dayBars('hourly', [...twoQuietDays, short, quiet('2020-01-09')])
    expect([...computeLabel(bars, at11).labelEndRow].slice(14, 19)).toEqual([-1, -1, -1, -1, -1])
  })

  it('reads 10:30 from five-minute bars, and without them from the next hourly bar, saying so', () => {
    const bars = dayBars('hourly', [...twoQuietDays, third(100, 101, 100)])
    const fine = dayBars('5m', [
      {
        date: '2020-01-08',
        bars: [
          { end: '09:35', open: 100, close: 99.5 },
          { end: '10:30', open: 99.5, close: 98.5 },
          { end: '10:35', open: 98.5, close: 102 },
          { end: '16:00', open: 101, close: 99.5 },
        ],
      },
    ])
    const exact = computeLabel(bars, at1030, { ...noMarketData, fiveMinute: fine })
    // early = 98.5 - 100 = -1.5, late = 99.5 - 98.5 = +1, from the five-minute bars alone
    expect(exact.event?.y[15]).toBe(1)
    expect(exact.event?.side[15]).toBe(1)
    expect(exact.warnings).toEqual([])
    const rough = computeLabel(bars, at1030)
    expect(rough.event?.side[15]).toBe(-1)
    expect(rough.warnings.join()).toContain(
      '10:30 is that of the first bar complete after it in 3 of 3 sessions',
    )
  })

  it('gives no side to a bar that ends before the price at the window end is known', () => {
    const bars = dayBars('hourly', [...twoQuietDays, third(100, 101, 100)])
    const halted = dayBars('5m', [
      {
        date: '2020-01-08',
        bars: [
          { end: '09:35', open: 100, close: 100 },
          { end: '11:20', open: 100, close: 101 },
          { end: '16:00', open: 101, close: 100 },
        ],
      },
    ])
    const { event } = computeLabel(bars, at1030, { ...noMarketData, fiveMinute: halted })
    expect(rowsOf(event?.side ?? Float64Array.of())).toEqual([Number.NaN, Number.NaN, -1, -1, Number.NaN])
  })

  it('is refused on daily bars', () => {
    const daily: Bars = { ...dayBars('hourly', twoQuietDays), cadence: 'daily', hourEt: null }
    expect(() => computeLabel(daily, at11)).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
  })
})

/** A wavering price in 15-minute bars, with a half day and a short day among twelve. */
function wavering(): { bars: Bars; market: MarketData } {
  const price = (day: number, minute: number) =>
    100 + 3 * Math.sin(day * 1.3 + minute / 70) + Math.cos(minute * 0.9 + day)
  const days = (step: number) =>
    winterDays(12).map((date, day): DayBars => {
      const close = day === 4 ? 780 : 960
      const ends = Array.from({ length: (close - 570) / step }, (_, index) => 570 + step * (index + 1))
      return {
        date,
        bars: ends.map((end) => ({
          end: `${Math.floor(end / 60)}:${end % 60}`,
          open: price(day, end - step),
          close: price(day, end),
        })),
      }
    })
  return { bars: dayBars('15m', days(15)), market: { ...noMarketData, fiveMinute: dayBars('5m', days(5)) } }
}

describe('a label of events, whatever the bars', () => {
  const { bars, market } = wavering()
  const whole = computeLabel(bars, at1030, market)

  it('knows both outcomes here', () => {
    expect(new Set(whole.event?.y)).toEqual(new Set([0, 1, Number.NaN]))
  })

  it('keeps what is known of truncated bars when the rest comes, and sides from their own bar on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bars.ts.length }), (rows) => {
        const part = computeLabel(sliceBars(bars, 0, rows), at1030, marketDataAt(market, bars, rows - 1))
        for (let row = 0; row < rows; row++) {
          if (part.labelEndRow[row] >= 0) {
            expect(part.retFwd[row]).toBe(whole.retFwd[row])
            expect(part.labelEndRow[row]).toBe(whole.labelEndRow[row])
            expect(part.event?.y[row]).toBe(whole.event?.y[row])
          }
          const side = whole.event?.side[row] ?? Number.NaN
          if (!Number.isNaN(side)) expect(part.event?.side[row]).toBe(side)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('never reads a price later than the end of the label', () => {
    const labelled = [...whole.labelEndRow.keys()].filter((row) => whole.labelEndRow[row] >= 0)
    fc.assert(
      fc.property(
        fc.constantFrom(...labelled),
        fc.double({ min: 1, max: 1000, noNaN: true }),
        (row, price) => {
          const end = whole.labelEndRow[row]
          const later = (from: Bars): Bars => {
            const changed = (values: Float64Array) =>
              values.map((value, bar) => (from.ts[bar] > bars.ts[end] ? price : value))
            return {
              ...from,
              open: changed(from.open),
              high: changed(from.high),
              low: changed(from.low),
              close: changed(from.close),
            }
          }
          const other = computeLabel(later(bars), at1030, {
            ...market,
            fiveMinute: market.fiveMinute && later(market.fiveMinute),
          })
          expect(other.retFwd[row]).toBe(whole.retFwd[row])
          expect(other.event?.y[row]).toBe(whole.event?.y[row])
        },
      ),
      { numRuns: 60 },
    )
  })
})
