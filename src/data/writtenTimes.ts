import { sessionDecisionTime } from './calendar.ts'
import { type TimeCell, timeKind } from './readTime.ts'
import type { Zone } from './zone.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/**
 * A column of times as a file writes them: three numbers each instead of an object, since files have millions. What
 * they mean is asked for with a zone, which is that of clock times without an offset.
 */
export class WrittenTimes {
  readonly kind: Uint8Array
  readonly wall: Float64Array
  readonly offset: Int16Array

  constructor(kind: Uint8Array, wall: Float64Array, offset: Int16Array) {
    this.kind = kind
    this.wall = wall
    this.offset = offset
  }

  /** As many missing times. */
  static missing(rows: number): WrittenTimes {
    return new WrittenTimes(new Uint8Array(rows), new Float64Array(rows), new Int16Array(rows))
  }

  get rows(): number {
    return this.kind.length
  }

  /** The first rows, sharing memory. */
  first(rows: number): WrittenTimes {
    return new WrittenTimes(
      this.kind.subarray(0, rows),
      this.wall.subarray(0, rows),
      this.offset.subarray(0, rows),
    )
  }

  set(row: number, { kind, wall, offset }: TimeCell): void {
    this.kind[row] = kind
    this.wall[row] = wall
    this.offset[row] = offset
  }

  /** Milliseconds UTC; NaN is missing. A date alone stands for its session's close. */
  instant(row: number, zone: Zone): number {
    const wall = this.wall[row]
    switch (this.kind[row]) {
      case timeKind.date:
        return sessionDecisionTime(wall / dayMs)
      case timeKind.clock:
        return zone.instant(wall)
      case timeKind.offset:
        return wall - this.offset[row] * minuteMs
      case timeKind.epoch:
        return wall
      default:
        return Number.NaN
    }
  }

  /**
   * The date as written, which is what a daily bar means whatever its clock says; days since 1970-01-01. Of seconds
   * since 1970 it is the day in UTC when they make a midnight there, else the day in the zone.
   */
  day(row: number, zone: Zone): number {
    const wall = this.wall[row]
    const onClock = this.kind[row] === timeKind.epoch && !this.isMidnight(row) ? zone.wall(wall) : wall
    return Math.floor(onClock / dayMs)
  }

  /** Whether the clock, as written, stands at midnight: how many programs write a date. */
  isMidnight(row: number): boolean {
    return this.wall[row] % dayMs === 0
  }

  isDate(row: number): boolean {
    return this.kind[row] === timeKind.date
  }
}
