import { z } from 'zod'
import type { Bars } from '../core/bars/bars.ts'
import { formatDay } from '../core/bars/day.ts'
import { invalidParam } from '../core/errors.ts'
import type { Dataset, Matrix } from '../core/matrix/matrix.ts'
import { formatNewYork } from './calendar.ts'
import { contractColumnNames, contractColumns, readContracts } from './contractColumns.ts'
import { type ParquetColumn, type ParquetContent, readParquet, writeParquet } from './parquet.ts'

/** The two files of a dataset: its matrix, and the bars that price its trades when there are any. */
export interface StoredDataset {
  matrix: Uint8Array
  bars: Uint8Array | null
}

const priceColumns = ['open', 'high', 'low', 'close', 'volume'] as const
const recordColumns = new Set<string>([
  'ts',
  'session',
  'ticker',
  'hour_et',
  ...priceColumns,
  'ret_fwd',
  'label_end',
  'y',
  'event_side',
  ...contractColumnNames,
])

const matrixMetadata = z.object({
  kind: z.literal('matrix'),
  ticker: z.string(),
  horizon: z.number(),
  return_basis: z.enum(['open_close', 'close', 'forward']),
  periods_per_year: z.number(),
  hours: z.boolean(),
  target: z.boolean(),
  /** Absent in files of labels that are no event. */
  event: z.boolean().default(false),
  contracts: z.boolean().default(false),
  features: z.array(z.object({ name: z.string(), column: z.string() })),
})

const barsMetadata = z.object({
  kind: z.literal('bars'),
  ticker: z.string(),
  cadence: z.enum(['5m', '15m', 'hourly', 'daily']),
})

/**
 * Writes a dataset as Parquet. The matrix has a row per decision: ts, session, ticker, hour_et (intraday), the OHLCV
 * of its bar, features, the option contracts where rows have them, ret_fwd, label_end, y where there are classes, and
 * event_side beside the y of an event. The bars stand in a file of their own,
 * since trades are priced on bars that gave no row as well. `readDataset` gives the same numbers back, bit by bit.
 */
export function writeDataset(dataset: Dataset): StoredDataset {
  const { matrix, horizon, returnBasis, periodsPerYear } = dataset
  const features = matrix.features.map(({ name }) => ({ name, column: featureColumn(name) }))
  const metadata: z.input<typeof matrixMetadata> = {
    kind: 'matrix',
    ticker: matrix.ticker,
    horizon,
    return_basis: returnBasis,
    periods_per_year: periodsPerYear,
    hours: matrix.hourEt !== null,
    target: matrix.target !== null,
    ...(matrix.event !== null && { event: true }),
    contracts: Boolean(matrix.contracts),
    features,
  }
  return {
    matrix: writeParquet(matrixColumns(dataset), metadata),
    bars: dataset.bars && writeBars(dataset.bars),
  }
}

/** Reads what `writeDataset` has written. A row without its bar is INVALID_PARAM: the files don't belong together. */
export async function readDataset(stored: StoredDataset): Promise<Dataset> {
  const content = await readParquet(stored.matrix)
  const metadata = checkedMetadata(matrixMetadata, content)
  const matrix: Matrix = {
    ticker: metadata.ticker,
    ts: content.numbers('ts'),
    session: Int32Array.from(content.numbers('session')),
    hourEt: metadata.hours ? Int8Array.from(content.numbers('hour_et')) : null,
    features: metadata.features.map(({ name, column }) => ({ name, values: content.numbers(column) })),
    retFwd: content.numbers('ret_fwd'),
    labelEnd: content.numbers('label_end'),
    target: metadata.target ? content.texts('y') : null,
    event: metadata.event ? { y: content.numbers('y'), side: content.numbers('event_side') } : null,
    ...(metadata.contracts && { contracts: readContracts((name) => content.numbers(name)) }),
  }
  const bars = stored.bars === null ? null : await readBars(stored.bars)
  return {
    matrix,
    bars,
    barOfRow: bars === null ? null : barsOfRows(matrix.ts, bars.ts),
    horizon: metadata.horizon,
    returnBasis: metadata.return_basis,
    periodsPerYear: metadata.periods_per_year,
  }
}

/** Writes a matrix as CSV with the same columns; `readMatrixCsv` reads it. Numbers have all their digits. */
export function writeMatrixCsv(dataset: Dataset): Uint8Array {
  const columns = matrixColumns(dataset)
  const cells = columns.map(cellWriter)
  const lines = [columns.map(({ name }) => quoted(name)).join(',')]
  for (let row = 0; row < dataset.matrix.ts.length; row++)
    lines.push(cells.map((cell) => cell(row)).join(','))
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

function matrixColumns({ matrix, bars, barOfRow }: Dataset): ParquetColumn[] {
  const columns: ParquetColumn[] = [
    { name: 'ts', kind: 'time', values: matrix.ts },
    { name: 'session', kind: 'day', values: matrix.session },
    { name: 'ticker', kind: 'text', values: new Array<string>(matrix.ts.length).fill(matrix.ticker) },
  ]
  if (matrix.hourEt)
    columns.push({ name: 'hour_et', kind: 'integer', values: Int32Array.from(matrix.hourEt) })
  if (bars && barOfRow) {
    for (const name of priceColumns) {
      columns.push({ name, kind: 'double', values: Float64Array.from(barOfRow, (bar) => bars[name][bar]) })
    }
  }
  for (const { name, values } of matrix.features)
    columns.push({ name: featureColumn(name), kind: 'double', values })
  if (matrix.contracts) columns.push(...contractColumns(matrix.contracts))
  columns.push({ name: 'ret_fwd', kind: 'double', values: matrix.retFwd })
  columns.push({ name: 'label_end', kind: 'time', values: matrix.labelEnd })
  if (matrix.target) columns.push({ name: 'y', kind: 'text', values: matrix.target })
  if (matrix.event) {
    columns.push({ name: 'y', kind: 'double', values: matrix.event.y })
    columns.push({ name: 'event_side', kind: 'double', values: matrix.event.side })
  }
  return columns
}

/** The columns that `writeDataset` gives the matrix of a model: its rows have bars, and classes where it is an event. */
export function matrixColumnNames(
  features: readonly string[],
  { hours, event, contracts = false }: { hours: boolean; event: boolean; contracts?: boolean },
): string[] {
  const before = ['ts', 'session', 'ticker', ...(hours ? ['hour_et'] : []), ...priceColumns]
  const beside = contracts ? contractColumnNames : []
  const outcome = ['ret_fwd', 'label_end', ...(event ? ['y', 'event_side'] : [])]
  return [...before, ...features.map(featureColumn), ...beside, ...outcome]
}

/** A feature may bear the name of a column that every matrix has, such as `volume`. */
function featureColumn(name: string): string {
  return recordColumns.has(name) || name.startsWith('feature:') ? `feature:${name}` : name
}

function writeBars(bars: Bars): Uint8Array {
  const columns: ParquetColumn[] = [
    { name: 'ts', kind: 'time', values: bars.ts },
    { name: 'session', kind: 'day', values: bars.session },
  ]
  if (bars.hourEt) columns.push({ name: 'hour_et', kind: 'integer', values: Int32Array.from(bars.hourEt) })
  for (const name of priceColumns) columns.push({ name, kind: 'double', values: bars[name] })
  const metadata: z.infer<typeof barsMetadata> = { kind: 'bars', ticker: bars.ticker, cadence: bars.cadence }
  return writeParquet(columns, metadata)
}

async function readBars(bytes: Uint8Array): Promise<Bars> {
  const content = await readParquet(bytes)
  const { ticker, cadence } = checkedMetadata(barsMetadata, content)
  const [open, high, low, close, volume] = priceColumns.map((name) => content.numbers(name))
  return {
    ticker,
    cadence,
    ts: content.numbers('ts'),
    session: Int32Array.from(content.numbers('session')),
    hourEt: cadence === 'daily' ? null : Int8Array.from(content.numbers('hour_et')),
    open,
    high,
    low,
    close,
    volume,
  }
}

function checkedMetadata<T>(schema: z.ZodType<T>, { metadata }: ParquetContent): T {
  const parsed = schema.safeParse(metadata)
  if (parsed.success) return parsed.data
  throw invalidParam([
    { field: 'file', issue: `its metadata is of another kind: ${z.prettifyError(parsed.error)}` },
  ])
}

/** Both times increase, so one walk pairs them. */
function barsOfRows(rowTs: Float64Array, barTs: Float64Array): Int32Array {
  let bar = 0
  return Int32Array.from(rowTs, (ts, row) => {
    while (bar < barTs.length && barTs[bar] < ts) bar++
    if (barTs[bar] !== ts)
      throw invalidParam([{ field: 'bars', issue: `hold no bar for row ${row} of the matrix` }])
    return bar
  })
}

function cellWriter(column: ParquetColumn): (row: number) => string {
  const { values } = column
  switch (column.kind) {
    case 'double':
      return (row) => decimal(column.values[row])
    case 'integer':
      return (row) => String(values[row])
    case 'day':
      return (row) => formatDay(column.values[row])
    case 'time':
      return (row) => (Number.isNaN(column.values[row]) ? '' : formatNewYork(column.values[row]))
    case 'text':
      return (row) => quoted(column.values[row])
  }
}

/** The shortest text that reads back as the same double, which for -0 is not what String gives. */
function decimal(value: number): string {
  if (Number.isNaN(value)) return ''
  return Object.is(value, -0) ? '-0' : String(value)
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
