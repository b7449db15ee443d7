import { z } from 'zod'
import { formatDay } from '../core/bars/day.ts'
import { invalidParam } from '../core/errors.ts'
import type { ColumnRuns } from '../core/matrix/columnRuns.ts'
import type { Column, Dataset, Matrix, Tickers } from '../core/matrix/matrix.ts'
import type { Contracts } from '../core/options/contractPick.ts'
import {
  barsOfRows,
  checkedMetadata,
  panelBarsOfRows,
  priceColumns,
  readBars,
  readPanel,
  writeBars,
  writePanel,
} from './barsArtifact.ts'
import { formatNewYork } from './calendar.ts'
import { contractColumnNames, contractColumns, readContracts } from './contractColumns.ts'
import type { WrittenFile } from './fileWriter.ts'
import {
  allDoubles,
  type ParquetColumn,
  type ParquetContent,
  type RowSpan,
  readParquet,
  writeParquet,
  writeParquetFile,
} from './parquet.ts'
import { readPartitions } from './parquetPartitions.ts'

/** The two files of a dataset: its matrix, and the bars that price its trades when there are any. */
export interface WrittenDataset {
  matrix: Uint8Array
  bars: Uint8Array | null
}

/** The same, in memory or as paths of local files; those of a matrix of several in the order of their rows. */
export interface StoredDataset {
  matrix: Uint8Array | readonly string[]
  bars: Uint8Array | string | null
}

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
  /** Of several, in rising order; absent of one. */
  tickers: z.array(z.string()).optional(),
})

/**
 * Writes a dataset as Parquet. The matrix has a row per decision: ts, session, ticker, hour_et (intraday), the OHLCV
 * of its bar, features, the option contracts where rows have them, ret_fwd, label_end, y where there are classes, and
 * event_side beside the y of an event. The bars stand in a file of their own,
 * since trades are priced on bars that gave no row as well. `readDataset` gives the same numbers back, bit by bit.
 */
export function writeDataset(dataset: Dataset): WrittenDataset {
  return { matrix: writeMatrix(dataset), bars: writePricesOf(dataset) }
}

/** The first of these files. */
export function writeMatrix(dataset: Dataset): Uint8Array {
  return writeParquet(matrixColumns(dataset), metadataOf(dataset))
}

/** The second of these files; null where there are no prices. */
export function writePricesOf({ panel, bars }: Dataset): Uint8Array | null {
  return panel ? writePanel(panel) : bars && writeBars(bars)
}

/** Gives what writes the matrix alone to new local files, a group of rows at a time: of all rows the same bytes, or some rows. */
export function matrixFileWriter(dataset: Dataset): (file: string, span?: RowSpan) => WrittenFile {
  const columns = matrixColumns(dataset)
  const metadata = metadataOf(dataset)
  return (file, span) => writeParquetFile(file, columns, metadata, span)
}

function metadataOf(dataset: Dataset): z.input<typeof matrixMetadata> {
  const { matrix, horizon, returnBasis, periodsPerYear } = dataset
  const features = matrix.features.map(({ name }) => ({ name, column: featureColumn(name) }))
  return {
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
    ...(matrix.tickers && { tickers: [...matrix.tickers.names] }),
  }
}

/**
 * Reads what `writeDataset` has written. A row without its bar is INVALID_PARAM: the files don't belong together.
 *
 * @param leave gives a feature that is left in the files of the matrix; all are read when absent
 */
export async function readDataset(
  stored: StoredDataset,
  leave?: (name: string, runs: ColumnRuns) => Column,
): Promise<Dataset> {
  const { matrix: from } = stored
  const content = await (from instanceof Uint8Array ? readParquet(from) : readPartitions(from))
  const metadata = checkedMetadata(matrixMetadata, content)
  const matrix: Matrix = {
    ticker: metadata.ticker,
    ts: await content.numbers('ts'),
    session: Int32Array.from(await content.numbers('session')),
    hourEt: metadata.hours ? Int8Array.from(await content.numbers('hour_et')) : null,
    features: await readFeatures(content, metadata.features, leave),
    retFwd: await content.numbers('ret_fwd'),
    labelEnd: await content.numbers('label_end'),
    target: metadata.target ? await content.texts('y') : null,
    event: metadata.event
      ? { y: await content.numbers('y'), side: await content.numbers('event_side') }
      : null,
    ...(metadata.contracts && { contracts: await contractsOf(content) }),
    ...(metadata.tickers && { tickers: tickersOf(metadata.tickers, await content.texts('ticker')) }),
  }
  return {
    matrix,
    ...(await readPrices(stored.bars, matrix, content)),
    horizon: metadata.horizon,
    returnBasis: metadata.return_basis,
    periodsPerYear: metadata.periods_per_year,
  }
}

async function contractsOf(content: ParquetContent): Promise<Contracts> {
  const columns = new Map<string, Float64Array>()
  for (const name of contractColumnNames) columns.set(name, await content.numbers(name))
  return readContracts((name) => columns.get(name) ?? new Float64Array(0))
}

async function readFeatures(
  content: ParquetContent,
  features: z.infer<typeof matrixMetadata>['features'],
  leave: ((name: string, runs: ColumnRuns) => Column) | undefined,
): Promise<Column[]> {
  const columns: Column[] = []
  for (const { name, column } of features) {
    const runs = leave ? await content.runs(column) : null
    columns.push(runs && leave ? leave(name, runs) : { name, values: await content.numbers(column) })
  }
  return columns
}

/** The bars that price the trades, of each ticker where there are several. */
async function readPrices(
  stored: StoredDataset['bars'],
  { ts, tickers }: Matrix,
  content: ParquetContent,
): Promise<Pick<Dataset, 'bars' | 'barOfRow' | 'panel'>> {
  if (stored === null) return { bars: null, barOfRow: null }
  if (tickers) {
    const panel = await readPanel(stored, tickers.names)
    return {
      bars: null,
      panel,
      barOfRow: panelBarsOfRows(ts, tickers, panel, await content.numbers('close')),
    }
  }
  const bars = await readBars(stored)
  return { bars, barOfRow: barsOfRows(ts, bars.ts) }
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

/** @throws INVALID_PARAM for a row of a ticker that the file's own list does not have */
function tickersOf(names: readonly string[], texts: readonly string[]): Tickers {
  const places = new Map(names.map((name, place) => [name, place]))
  const ofRow = Int32Array.from(texts, (name) => places.get(name) ?? -1)
  const strange = ofRow.indexOf(-1)
  if (strange < 0) return { names, ofRow }
  throw invalidParam([
    { field: 'file', issue: `row ${strange} is of ${texts[strange]}, which is none of its tickers` },
  ])
}

function matrixColumns(dataset: Dataset): ParquetColumn[] {
  const { matrix } = dataset
  const { tickers } = matrix
  const columns: ParquetColumn[] = [
    { name: 'ts', kind: 'time', values: matrix.ts },
    { name: 'session', kind: 'day', values: matrix.session },
    {
      name: 'ticker',
      kind: 'text',
      values: Array.from(matrix.ts, (_, row) => tickers?.names[tickers.ofRow[row]] ?? matrix.ticker),
    },
  ]
  if (matrix.hourEt)
    columns.push({ name: 'hour_et', kind: 'integer', values: Int32Array.from(matrix.hourEt) })
  for (const name of priceColumns) {
    const values = pricesOfRows(dataset, name)
    if (values) columns.push({ name, kind: 'double', values })
  }
  for (const feature of matrix.features)
    columns.push({
      name: featureColumn(feature.name),
      kind: 'double',
      values: feature.stored ?? feature.values,
    })
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

/** Prices of the bar of each row; null where no prices are known. */
function pricesOfRows(
  { matrix: { tickers }, bars, panel, barOfRow }: Dataset,
  name: (typeof priceColumns)[number],
): Float64Array | null {
  if (barOfRow === null) return null
  if (bars) return Float64Array.from(barOfRow, (bar) => bars[name][bar])
  if (!panel || !tickers) return null
  return Float64Array.from(barOfRow, (bar, row) =>
    bar < 0 ? Number.NaN : panel[tickers.ofRow[row]][name][bar],
  )
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

function cellWriter(column: ParquetColumn): (row: number) => string {
  switch (column.kind) {
    case 'double': {
      const values = allDoubles(column.values)
      return (row) => decimal(values[row])
    }
    case 'integer':
      return (row) => String(column.values[row])
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
