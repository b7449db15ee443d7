import type { Bars } from '../core/bars/bars.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { findBarColumns } from './barColumns.ts'
import type { BarsReading } from './barsCsv.ts'
import { tableBars } from './barsTable.ts'
import { openParquet, type ParquetColumns, type ParquetKind } from './parquetFile.ts'
import { rowPlaces } from './places.ts'
import { readTimeText, type TimeCell, timeKind } from './readTime.ts'
import { notATime } from './timeColumn.ts'
import { WrittenTimes } from './writtenTimes.ts'

const dayMs = 86_400_000
const listedFaults = 20

/**
 * A user's own bars as Parquet of any program, with the columns of `readBarsCsv`. Times may be stamps of any unit,
 * dates, text, or seconds since 1970; stamps that are not marked as UTC are clock times of the zone. Numbers may be of any
 * kind. See `tableBars`.
 *
 * @param warnings what had to be assumed is added
 * @throws INVALID_PARAM for missing columns, text instead of numbers, equal times and impossible prices, with the row
 */
export async function readBarsParquet(
  bytes: Uint8Array,
  reading: BarsReading,
  warnings: string[] = [],
): Promise<Bars> {
  const file = openParquet(bytes)
  const names = file.columns.map(({ name }) => name)
  const columns = findBarColumns(names, reading.cadence, reading.columns, reading.columnFault)
  const numeric = [columns.hour, columns.volume, ...columns.prices].flatMap((name) => name ?? [])
  const kindOf = (wanted: string): ParquetKind =>
    file.columns.find(({ name }) => name === wanted)?.kind ?? 'number'
  const faults = numeric.flatMap((name): FieldError[] =>
    kindOf(name) === 'number'
      ? []
      : [{ field: name, issue: `expected numbers, the column holds ${words[kindOf(name)]}` }],
  )
  if (faults.length > 0) throw invalidParam(faults)
  const table = await file.read([...new Set([columns.time, ...numeric])])
  return tableBars(
    {
      rows: file.rows,
      times: readTimes(table, columns.time, kindOf(columns.time), file.rows),
      numbers: table.numbers,
      places: rowPlaces,
    },
    columns,
    reading,
    warnings,
  )
}

const words: Readonly<Record<ParquetKind, string>> = {
  number: 'numbers',
  instant: 'times',
  clock: 'times',
  day: 'dates',
  text: 'text',
}

function readTimes(table: ParquetColumns, name: string, kind: ParquetKind, rows: number): WrittenTimes {
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
  return true
}
