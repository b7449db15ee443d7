import { tzOffset } from '@date-fns/tz'

const minuteMs = 60_000
const dayMs = 86_400_000

/** A time zone. Wall times are milliseconds since 1970-01-01 00:00 on the clocks of the zone. */
export interface Zone {
  name: string
  /** Minutes ahead of UTC at a time in milliseconds UTC: -300 or -240 for New York. */
  offset(ts: number): number
  /** Wall time of an instant. */
  wall(ts: number): number
  /** Instant of a wall time: the first of two when clocks go back; one that is skipped is read an hour later. */
  instant(wall: number): number
  /** Whether clocks skip a wall time when they go forward. */
  skips(wall: number): boolean
}

/** The zone of an IANA name such as `America/New_York` or `UTC`; undefined for a name that is none. */
export function zoneOf(name: string): Zone | undefined {
  const known = zones.get(name)
  if (known !== undefined) return known
  if (Number.isNaN(tzOffset(name, new Date(0)))) return undefined
  const zone = makeZone(name)
  zones.set(name, zone)
  return zone
}

const zones = new Map<string, Zone>()

/** A zone by a name that is known to be one. @param offset where it is known better than by asking the platform */
export function makeZone(name: string, offset = cachedOffset(name)): Zone {
  const holds = (wall: number, minutes: number) => offset(wall - minutes * minuteMs) === minutes
  return {
    name,
    offset,
    wall: (ts) => ts + offset(ts) * minuteMs,
    instant(wall) {
      const before = offset(wall - dayMs)
      const after = offset(wall + dayMs)
      const second = before !== after && !holds(wall, before) && holds(wall, after)
      return wall - (second ? after : before) * minuteMs
    },
    skips(wall) {
      const before = offset(wall - dayMs)
      const after = offset(wall + dayMs)
      return before !== after && !holds(wall, before) && !holds(wall, after)
    },
  }
}

/**
 * Asking the platform for an offset takes microseconds, and a file has as many times as rows. Between 1970 and 2037 no
 * zone changes its clocks twice within six days: where both ends of four days agree, all of them do; else those of one.
 */
export function cachedOffset(name: string): (ts: number) => number {
  const askedOnce = new Map<number, number>()
  const asked = (ts: number) => {
    const offset = askedOnce.get(ts) ?? tzOffset(name, new Date(ts))
    askedOnce.set(ts, offset)
    return offset
  }
  /** Of the whole stretch of this length that an instant lies in; undefined where clocks change. */
  const offsetOver = (length: number, ts: number) => {
    const start = Math.floor(ts / length) * length
    const first = asked(start)
    return first === asked(start + length) ? first : undefined
  }
  let lastDay = Number.NaN
  let lastOffset: number | undefined
  return (ts) => {
    const day = Math.floor(ts / dayMs)
    if (day !== lastDay) {
      lastOffset = offsetOver(4 * dayMs, ts) ?? offsetOver(dayMs, ts)
      lastDay = day
    }
    return lastOffset ?? tzOffset(name, new Date(ts))
  }
}
