import { invalidParam } from '../core/errors.ts'
import type { Places } from './places.ts'
import { timeKind } from './readTime.ts'
import type { WrittenTimes } from './writtenTimes.ts'
import type { Zone } from './zone.ts'

const minuteMs = 60_000

/** Daylight time is an hour ahead of standard time: offsets further apart are of different zones. */
const widestSeason = 60

/** Refuses a column in which some times have an offset from UTC and some have none. INVALID_PARAM with a row of each. */
export function refuseHalfZoned(column: string, times: WrittenTimes, places: Places): void {
  const firstOf = (...kinds: number[]) => times.kind.findIndex((kind) => kinds.includes(kind))
  const zoned = firstOf(timeKind.offset, timeKind.epoch)
  const without = firstOf(timeKind.date, timeKind.clock)
  if (zoned < 0 || without < 0) return
  const issue =
    zoned < without
      ? `has no offset from UTC, while ${places.name(zoned)} has one`
      : `has an offset from UTC, while ${places.name(without)} has none`
  throw mixed(places.fault(column, issue, Math.max(zoned, without)))
}

/** Refuses a column with offsets more than an hour apart, which no zone has. INVALID_PARAM with a row of each. */
export function refuseFarOffsets(column: string, times: WrittenTimes, places: Places): void {
  let least = -1
  let most = -1
  for (let row = 0; row < times.rows; row++) {
    if (times.kind[row] !== timeKind.offset) continue
    if (least < 0 || times.offset[row] < times.offset[least]) least = row
    if (most < 0 || times.offset[row] > times.offset[most]) most = row
  }
  if (least < 0 || times.offset[most] - times.offset[least] <= widestSeason) return
  const [earlier, later] = [Math.min(least, most), Math.max(least, most)]
  const issue = `has the offset ${offsetText(times.offset[later])}, ${places.name(earlier)} ${offsetText(times.offset[earlier])}: no zone has both`
  throw mixed(places.fault(column, issue, later))
}

/**
 * Refuses clock times that never were in their zone, because clocks skip them in spring, and written offsets that the
 * zone did not have: in a `declared` zone each must be the zone's or that of UTC; else only two offsets that look like
 * winter and summer of the zone must be in season.
 */
export function refuseImpossibleTimes(
  column: string,
  times: WrittenTimes,
  { zone, declared }: { zone: Zone; declared: boolean },
  places: Places,
): void {
  for (let row = 0; row < times.rows; row++) {
    if (times.kind[row] === timeKind.clock && zone.skips(times.wall[row])) {
      const clock = new Date(times.wall[row]).toISOString().slice(0, 16).replace('T', ' ')
      throw invalidParam(
        [places.fault(column, `${clock} does not exist in ${zone.name}: clocks skip that hour`, row)],
        { next: 'if the times are of another zone, name it: time_zone in a YAML file beside the data' },
      )
    }
  }
  const seasons = new Set<number>()
  for (let row = 0; row < times.rows; row++) {
    if (times.kind[row] === timeKind.offset) seasons.add(times.offset[row])
  }
  const bothKnown = seasons.size > 1 && [...seasons].every((minutes) => hasOffset(zone, minutes))
  if (declared || bothKnown) refuseOutOfSeason(column, times, zone, places)
}

function refuseOutOfSeason(column: string, times: WrittenTimes, zone: Zone, places: Places): void {
  let fitting = -1
  let wrong = -1
  for (let row = 0; row < times.rows && (wrong < 0 || fitting < 0); row++) {
    if (times.kind[row] !== timeKind.offset) continue
    const expected = zone.offset(times.wall[row] - times.offset[row] * minuteMs)
    if (times.offset[row] === expected || times.offset[row] === 0) {
      if (fitting < 0) fitting = row
    } else if (wrong < 0) wrong = row
  }
  if (wrong < 0) return
  const expected = zone.offset(times.wall[wrong] - times.offset[wrong] * minuteMs)
  const other = fitting < 0 ? '' : `; ${places.name(fitting)} has ${offsetText(times.offset[fitting])}`
  const issue = `has the offset ${offsetText(times.offset[wrong])}, but clocks in ${zone.name} stood at ${offsetText(expected)} then${other}`
  throw mixed(places.fault(column, issue, wrong))
}

/** Whether a zone has an offset in the winter or the summer of some year of the data that people have. */
function hasOffset(zone: Zone, minutes: number): boolean {
  return ['2020-01-15', '2020-07-15'].some((date) => zone.offset(Date.parse(date)) === minutes)
}

function mixed(fault: ReturnType<Places['fault']>) {
  return invalidParam([fault], { next: 'write all times of a file in one zone' })
}

/** `+05:30` of 330. */
function offsetText(minutes: number): string {
  const digits = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `${minutes < 0 ? '-' : '+'}${digits.join(':')}`
}
