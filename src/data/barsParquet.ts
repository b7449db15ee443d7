import type { Bars } from '../core/bars/bars.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { findBarColumns } from './barColumns.ts'
import type { BarsReading } from './barsCsv.ts'
import { tableBars } from './barsTable.ts'
import { openParquet, type ParquetKind } from './parquetFile.ts'
import { parquetTimes } from './parquetTimes.ts'
import { rowPlaces } from './places.ts'

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
      times: parquetTimes(table, columns.time, kindOf(columns.time), file.rows),
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
