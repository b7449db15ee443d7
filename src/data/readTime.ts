import { Buffer } from 'node:buffer'

/** How a time was written: a date alone, a clock time without an offset, one with, or seconds since 1970. */
export const timeKind = { missing: 0, date: 1, clock: 2, offset: 3, epoch: 4 } as const

/** A time as it stands in a file, before any zone is thought of. */
export interface TimeCell {
  kind: number
  /** Milliseconds since 1970-01-01 00:00 on the clock as written; of `epoch` the instant. */
  wall: number
  /** Minutes ahead of UTC, of `offset`; else 0. */
  offset: number
}

const minuteMs = 60_000
const dayMs = 86_400_000
const zero = 48
const dash = 45
const colon = 58
const point = 46

/** No zone is further from UTC. */
const largestOffset = 14 * 60

/**
 * Reads `2020-01-02`, `20200102`, `2020-01-02 09:30[:00[.000]]` (also with T), with `Z` or `±HH:MM`, or seconds or
 * milliseconds since 1970, from bytes `start` to `end - 1` into `cell`. False when it is none of these.
 */
export function readTime(bytes: Uint8Array, start: number, end: number, cell: TimeCell): boolean {
  if (bytes[start + 4] === dash && bytes[start] !== dash) return readIso(bytes, start, end, cell)
  const wall = end - start === 8 ? dateAt(bytes, start, start + 4, start + 6) : Number.NaN
  return Number.isNaN(wall) ? readEpoch(bytes, start, end, cell) : set(cell, timeKind.date, wall)
}

/** The same for a text. */
export function readTimeText(text: string, cell: TimeCell): boolean {
  const bytes = Buffer.from(text)
  return readTime(bytes, 0, bytes.length, cell)
}

function readIso(bytes: Uint8Array, start: number, end: number, cell: TimeCell): boolean {
  if (bytes[start + 7] !== dash) return false
  const date = dateAt(bytes, start, start + 5, start + 8)
  if (Number.isNaN(date) || end < start + 10) return false
  if (end === start + 10) return set(cell, timeKind.date, date)
  const separator = bytes[start + 10]
  if ((separator !== 32 && separator !== 84) || end < start + 16 || bytes[start + 13] !== colon) return false
  const hour = twoDigits(bytes, start + 11)
  const minute = twoDigits(bytes, start + 14)
  if (!(hour <= 23 && minute <= 59)) return false
  let wall = date + (hour * 60 + minute) * minuteMs
  let at = start + 16
  if (at < end && bytes[at] === colon) {
    const second = end >= at + 3 ? twoDigits(bytes, at + 1) : Number.NaN
    if (!(second <= 59)) return false
    wall += second * 1000
    at += 3
    if (at < end && bytes[at] === point) {
      const first = ++at
      for (let unit = 100; at < end && isDigit(bytes[at]); at++, unit /= 10) {
        if (unit >= 1) wall += (bytes[at] - zero) * unit
      }
      if (at === first || at - first > 9) return false
    }
  }
  if (at === end) return set(cell, timeKind.clock, wall)
  if (bytes[at] === 32 || bytes[at] === 9) at++
  const offset = offsetAt(bytes, at, end)
  return !Number.isNaN(offset) && set(cell, timeKind.offset, wall, offset)
}

/** `Z`, `±HH:MM` or `±HHMM` up to the end, in minutes; else NaN. */
function offsetAt(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === 90) return end === at + 1 ? 0 : Number.NaN
  const sign = bytes[at] === 43 ? 1 : bytes[at] === dash ? -1 : Number.NaN
  const minuteAt = bytes[at + 3] === colon ? at + 4 : at + 3
  if (end !== minuteAt + 2) return Number.NaN
  const minutes = twoDigits(bytes, at + 1) * 60 + twoDigits(bytes, minuteAt)
  return minutes <= largestOffset ? sign * minutes : Number.NaN
}

/** Numbers from 10^11 on are milliseconds: as seconds they would lie beyond the year 5000. */
function readEpoch(bytes: Uint8Array, start: number, end: number, cell: TimeCell): boolean {
  if (end - start < 9 || end - start > 40) return false
  const text = String.fromCharCode(...bytes.subarray(start, end))
  if (!/^-?\d{9,14}(\.\d+)?$/.test(text)) return false
  const value = Number(text)
  return set(cell, timeKind.epoch, Math.round(Math.abs(value) >= 1e11 ? value : value * 1000))
}

function set(cell: TimeCell, kind: number, wall: number, offset = 0): true {
  cell.kind = kind
  cell.wall = wall
  cell.offset = offset
  return true
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Midnight of a date, NaN when there is no such day. Source of the count: Hinnant, chrono-compatible date algorithms. */
function dateAt(bytes: Uint8Array, yearAt: number, monthAt: number, dayAt: number): number {
  const year = twoDigits(bytes, yearAt) * 100 + twoDigits(bytes, yearAt + 2)
  const month = twoDigits(bytes, monthAt)
  const day = twoDigits(bytes, dayAt)
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 0)) return Number.NaN
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (day > monthLengths[month - 1] + (leap ? 1 : 0)) return Number.NaN
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return (era * 146_097 + dayOfEra - 719_468) * dayMs
}

/** A number of two digits, NaN when they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - zero
  const ones = bytes[at + 1] - zero
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= zero + 9
}
