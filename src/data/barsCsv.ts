import type { Bars } from '../core/bars/bars.ts'
import { findBarColumns, type NamedColumns } from './barColumns.ts'
import { type BarsMeaning, tableBars } from './barsTable.ts'
import { openCsv } from './csvTable.ts'
import { WrittenTimes } from './writtenTimes.ts'

/** How a file of bars is to be read: what its bars are, and which column is which where names don't say it. */
export interface BarsReading extends BarsMeaning {
  columns?: NamedColumns
  /** Makes the fault of a name in `columns` that the file does not have. */
  columnFault?: Parameters<typeof findBarColumns>[3]
}

/**
 * A user's own bars as CSV: a time column (`date`, `ts`, `datetime`, `timestamp`, or `date` beside `hour_et`), open,
 * high, low, close, and volume if there is one; names in any case, other columns are ignored. See `tableBars`.
 *
 * @param warnings what had to be assumed is added
 * @throws INVALID_PARAM for unreadable cells, missing columns, equal times and impossible prices, with line and column
 */
export function readBarsCsv(bytes: Uint8Array, reading: BarsReading, warnings: string[] = []): Bars {
  const file = openCsv(bytes)
  const columns = findBarColumns(file.names, reading.cadence, reading.columns, reading.columnFault)
  const numeric = [columns.hour, columns.volume, ...columns.prices]
  const table = file.read(
    file.names.map((name) => (name === columns.time ? 'time' : numeric.includes(name) ? 'number' : 'skip')),
  )
  return tableBars(
    {
      rows: table.rows,
      times: table.times.get(columns.time) ?? WrittenTimes.missing(table.rows),
      numbers: (name) => table.numbers.get(name) ?? new Float64Array(table.rows).fill(Number.NaN),
      places: table.places,
    },
    columns,
    reading,
    warnings,
  )
}
