import { type FieldError, invalidParam } from '../core/errors.ts'
import type { ParquetColumns, ParquetKind } from './parquetFile.ts'
import { rowPlaces } from './places.ts'
import { readTimeText, type TimeCell, timeKind } from './readTime.ts'
import { notATime } from './timeColumn.ts'
import { WrittenTimes } from './writtenTimes.ts'

const dayMs = 86_400_000
const listedFaults = 20

/** Milliseconds that a `Date` can be from 1970. */
export const latestInstant = 8.64e15

/**
 * A column of times as the file writes them: stamps of any unit, dates, text, or numbers, which are read as text is.
 *
 * @throws INVALID_PARAM for what is no time, with the row
 */
export function parquetTimes(
  table: ParquetColumns,
  name: string,
  kind: ParquetKind,
  rows: number,
): WrittenTimes {
  const times = WrittenTimes.missing(rows)
  const faults: FieldError[] = []
  const cell: TimeCell = { kind: timeKind.missing, wall: 0, offset: 0 }
  const values = table.values(name)
  for (let row = 0; row < rows && faults.length < listedFaults; row++) {
    const value = values[row]
    if (value === undefined || value === '') continue
    if (readValue(value, kind, cell)) times.set(row, cell)
    else faults.push(rowPlaces.fault(name, notATime(String(value)), row))
  }
  if (faults.length > 0) throw invalidParam(faults)
  return times
}

function readValue(value: number | string, kind: ParquetKind, cell: TimeCell): boolean {
  if (kind === 'text' || kind === 'number') return readTimeText(String(value).trim(), cell)
  cell.kind = kind === 'instant' ? timeKind.epoch : kind === 'day' ? timeKind.date : timeKind.clock
  cell.wall = kind === 'day' ? Number(value) * dayMs : Number(value)
  cell.offset = 0
  return Math.abs(cell.wall) <= latestInstant
}
