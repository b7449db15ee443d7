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

/** A zone by a name that is known to be one. */
export function makeZone(name: string): Zone {
  const offset = cachedOffset(name)
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

/** Asking the platform for an offset takes microseconds, and a file has as many times as rows. */
function cachedOffset(name: string): (ts: number) => number {
  const atMidnight = new Map<number, number>()
  const midnightOffset = (day: number) => {
    let offset = atMidnight.get(day)
    if (offset === undefined) {
      offset = tzOffset(name, new Date(day * dayMs))
      atMidnight.set(day, offset)
    }
    return offset
  }
  let lastDay = Number.NaN
  let lastOffset: number | undefined
  return (ts) => {
    const day = Math.floor(ts / dayMs)
    if (day !== lastDay) {
      const first = midnightOffset(day)
      // Clocks change on one or two days of a year: only there is the time itself asked for.
      lastOffset = first === midnightOffset(day + 1) ? first : undefined
      lastDay = day
    }
    return lastOffset ?? tzOffset(name, new Date(ts))
  }
}
