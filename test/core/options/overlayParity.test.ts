import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { parseDay } from '../../../src/core/bars/day.ts'
import { sessionInstant } from '../../../src/core/calendar/newYorkTime.ts'
import { positionValue } from '../../../src/core/options/overlay.ts'
import { premiumParity, underlyingParity } from '../../../src/core/options/overlayParity.ts'

type Bar = [open: number, high: number, low: number, close: number]

/** Daily bars on end from Tuesday, 2024-06-04 on. */
function barsOf(...rows: Bar[]): Bars {
  const first = parseDay('2024-06-04')
  const session = Int32Array.from(rows, (_, i) => first + i)
  const column = (place: number) => Float64Array.from(rows, (row) => row[place])
  return {
    ticker: 'SPY',
    cadence: 'daily',
    ts: Float64Array.from(session, (day) => sessionInstant(day, 16 * 60)),
    session,
    hourEt: null,
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(3),
  }
}

const long = { isLong: true, reference: 100, stop: 98, target: 104, timeStopMinutes: 3 * 390 }
const short = { ...long, isLong: false, stop: 102, target: 96 }
const quiet: Bar = [101, 102, 100.5, 101]

describe('the parity of the underlying', () => {
  it.each<[string, Bar[], typeof long, [number, number, string]]>([
    // Stop and target are as far from the open of 101 as they were from 100.
    ['the target', [quiet, [102, 105, 101, 104]], long, [101, 105, 'target']],
    ['the stop', [quiet, [101, 101, 99, 100]], long, [101, 99, 'stop']],
    ['the stop, where a bar touches both', [[101, 105, 99, 104]], long, [101, 99, 'stop']],
    ['the open beyond the stop', [quiet, [97, 105, 96, 104]], long, [101, 97, 'stop']],
    ['the open beyond the target', [quiet, [106, 107, 98, 104]], long, [101, 106, 'target']],
    [
      'the close, at the time stop',
      [quiet, quiet, [101, 102, 100, 101.5], quiet],
      long,
      [101, 101.5, 'time'],
    ],
    ['nothing yet', [quiet, quiet], long, [101, 101, 'open']],
    ['the target of a short', [quiet, [100, 101, 97, 98]], short, [101, 97, 'target']],
    ['the stop of a short', [quiet, [101, 103, 97, 98]], short, [101, 103, 'stop']],
  ])('leaves at %s', (_, rows, signal, [entry, exit, reason]) => {
    const change = ((signal.isLong ? 1 : -1) * (exit - entry)) / entry
    expect(underlyingParity(barsOf(...rows), signal)).toEqual({ entry, exit, reason, change })
  })

  it('is none without bars', () => {
    expect(underlyingParity(barsOf(), long)).toBeNull()
  })
})

describe('the parity of the premium', () => {
  const expiry = parseDay('2024-06-07')
  const call = { quantity: 1 as const, expiry, strike: 102, isCall: true, iv: 0.2 }
  const values = { netDebit: 0.5, stopValue: 0.2, targetValue: 1.5 }
  const opens = sessionInstant(parseDay('2024-06-04'), 570)

  it('leaves once the value has changed by the share that was estimated', () => {
    const bars = barsOf([100, 100.5, 99.8, 100.2], [103, 107, 102, 106])
    const trade = premiumParity(bars, long, [call], values)
    const entry = positionValue([call], 100, opens)
    // It opens beyond the target, and leaves there.
    const open = positionValue([call], 103, opens + 86_400_000)
    expect(open).toBeGreaterThan(entry * 3)
    expect(trade).toEqual({ entry, exit: open, reason: 'target', change: open / entry - 1 })
    const falls = premiumParity(barsOf([100, 100.5, 90, 91]), long, [call], values)
    expect(falls).toMatchObject({ exit: (entry * 0.2) / 0.5, reason: 'stop' })
  })

  it('ends at the expiry with what the option pays, whatever comes after', () => {
    const still: Bar = [100, 100.1, 99.9, 100]
    const noLevels = { ...values, stopValue: null, targetValue: null }
    const patient = { timeStopMinutes: null }
    const worthless = premiumParity(
      barsOf(still, still, still, still, [500, 500, 500, 500]),
      patient,
      [call],
      noLevels,
    )
    expect(worthless).toMatchObject({ exit: 0, reason: 'time', change: -1 })
    expect(premiumParity(barsOf(still, still), patient, [call], noLevels)).toMatchObject({ reason: 'open' })
    expect(premiumParity(barsOf(still), patient, [{ ...call, expiry: expiry - 30 }], noLevels)).toBeNull()
  })

  it('is entered at the open of the session, also where its first bar is a short one', () => {
    const bars: Bars = {
      ...barsOf([100, 100.1, 99.9, 100]),
      cadence: 'hourly',
      ts: Float64Array.of(opens + 1_800_000),
    }
    expect(premiumParity(bars, long, [call], values)?.entry).toBe(positionValue([call], 100, opens))
  })

  it('of a put gains when the price falls', () => {
    const put = { ...call, strike: 98, isCall: false }
    const trade = premiumParity(barsOf([100, 100.2, 94, 95]), short, [put], values)
    expect(trade).toMatchObject({ reason: 'target' })
    expect(trade?.change).toBeGreaterThan(0)
  })
})
