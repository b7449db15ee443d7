import { z } from 'zod'
import type { Bars } from '../core/bars/bars.ts'
import { sliceBars } from '../core/bars/window.ts'
import { invalidParam } from '../core/errors.ts'
import type { Tickers } from '../core/matrix/matrix.ts'
import { type ParquetColumn, type ParquetContent, readParquet, writeParquet } from './parquet.ts'

export const priceColumns = ['open', 'high', 'low', 'close', 'volume'] as const

const cadence = z.enum(['5m', '15m', 'hourly', 'daily'])
const barsMetadata = z.object({ kind: z.literal('bars'), ticker: z.string(), cadence })
/** Bars of several tickers, one ticker after the other. */
const panelMetadata = z.object({
  kind: z.literal('panel'),
  cadence,
  tickers: z.array(z.object({ ticker: z.string(), bars: z.int() })),
})

/** The bars of one ticker as Parquet. */
export function writeBars(bars: Bars): Uint8Array {
  const metadata: z.infer<typeof barsMetadata> = { kind: 'bars', ticker: bars.ticker, cadence: bars.cadence }
  return writeParquet(barColumns(bars), metadata)
}

/** Reads what `writeBars` has written. */
export async function readBars(file: Uint8Array | string): Promise<Bars> {
  const content = await readParquet(file)
  return barsOf(content, checkedMetadata(barsMetadata, content))
}

/** The bars of several tickers in one file: those of each ticker together, in the order given. */
export function writePanel(panel: readonly Bars[]): Uint8Array {
  const names = panel.flatMap(({ ticker, ts }) => new Array<string>(ts.length).fill(ticker))
  const metadata: z.infer<typeof panelMetadata> = {
    kind: 'panel',
    cadence: panel[0].cadence,
    tickers: panel.map(({ ticker, ts }) => ({ ticker, bars: ts.length })),
  }
  return writeParquet([{ name: 'ticker', kind: 'text', values: names }, ...barColumns(laid(panel))], metadata)
}

/**
 * Reads what `writePanel` has written.
 *
 * @param names the tickers that it must hold, in their order; others are INVALID_PARAM
 */
export async function readPanel(file: Uint8Array | string, names: readonly string[]): Promise<Bars[]> {
  const content = await readParquet(file)
  const metadata = checkedMetadata(panelMetadata, content)
  const held = metadata.tickers.map(({ ticker }) => ticker)
  if (held.join() !== names.join()) {
    throw invalidParam([{ field: 'bars', issue: `are those of ${held.join()}, not of ${names.join()}` }])
  }
  const all = await barsOf(content, { ticker: '', cadence: metadata.cadence })
  let start = 0
  return metadata.tickers.map(({ ticker, bars }) => {
    const from = start
    start += bars
    return { ...sliceBars(all, from, start), ticker }
  })
}

/** The bar of each row. Both times increase, so one walk pairs them; a row without its bar is INVALID_PARAM. */
export function barsOfRows(rowTs: Float64Array, barTs: Float64Array): Int32Array {
  let bar = 0
  return Int32Array.from(rowTs, (ts, row) => {
    while (bar < barTs.length && barTs[bar] < ts) bar++
    if (barTs[bar] !== ts) throw withoutBar(row)
    return bar
  })
}

/** The same where several tickers have bars: the bar among those of the row's own ticker, -1 where it has no close. */
export function panelBarsOfRows(
  rowTs: Float64Array,
  { ofRow }: Tickers,
  panel: readonly Bars[],
  close: Float64Array,
): Int32Array {
  const next = new Int32Array(panel.length)
  return Int32Array.from(rowTs, (ts, row) => {
    if (Number.isNaN(close[row])) return -1
    const ticker = ofRow[row]
    const { ts: barTs } = panel[ticker]
    while (next[ticker] < barTs.length && barTs[next[ticker]] < ts) next[ticker]++
    if (barTs[next[ticker]] !== ts) throw withoutBar(row)
    return next[ticker]
  })
}

/** @throws INVALID_PARAM where a file has other metadata than it should */
export function checkedMetadata<T>(schema: z.ZodType<T>, { metadata }: ParquetContent): T {
  const parsed = schema.safeParse(metadata)
  if (parsed.success) return parsed.data
  throw invalidParam([
    { field: 'file', issue: `its metadata is of another kind: ${z.prettifyError(parsed.error)}` },
  ])
}

function withoutBar(row: number) {
  return invalidParam([{ field: 'bars', issue: `hold no bar for row ${row} of the matrix` }])
}

/** The bars of all tickers, one ticker after the other. */
function laid(panel: readonly Bars[]): Bars {
  const rows = panel.reduce((total, { ts }) => total + ts.length, 0)
  const all = <T extends Float64Array | Int32Array | Int8Array>(into: T, of: (bars: Bars) => T | null): T => {
    let start = 0
    for (const bars of panel) {
      into.set(of(bars) ?? [], start)
      start += bars.ts.length
    }
    return into
  }
  const price = (name: (typeof priceColumns)[number]) => all(new Float64Array(rows), (bars) => bars[name])
  const [{ cadence, hourEt }] = panel
  return {
    ticker: '',
    cadence,
    ts: all(new Float64Array(rows), ({ ts }) => ts),
    session: all(new Int32Array(rows), ({ session }) => session),
    hourEt: hourEt && all(new Int8Array(rows), (bars) => bars.hourEt),
    open: price('open'),
    high: price('high'),
    low: price('low'),
    close: price('close'),
    volume: price('volume'),
  }
}

function barColumns(bars: Bars): ParquetColumn[] {
  const columns: ParquetColumn[] = [
    { name: 'ts', kind: 'time', values: bars.ts },
    { name: 'session', kind: 'day', values: bars.session },
  ]
  if (bars.hourEt) columns.push({ name: 'hour_et', kind: 'integer', values: Int32Array.from(bars.hourEt) })
  for (const name of priceColumns) columns.push({ name, kind: 'double', values: bars[name] })
  return columns
}

async function barsOf(
  content: ParquetContent,
  { ticker, cadence }: Pick<Bars, 'ticker' | 'cadence'>,
): Promise<Bars> {
  return {
    ticker,
    cadence,
    ts: await content.numbers('ts'),
    session: Int32Array.from(await content.numbers('session')),
    hourEt: cadence === 'daily' ? null : Int8Array.from(await content.numbers('hour_et')),
    open: await content.numbers('open'),
    high: await content.numbers('high'),
    low: await content.numbers('low'),
    close: await content.numbers('close'),
    volume: await content.numbers('volume'),
  }
}
