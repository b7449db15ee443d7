import { existsSync, realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, relative, sep } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Bars, Cadence } from '../core/bars/bars.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { readBarsCsv } from './barsCsv.ts'
import { type BarsMapping, parseBarsMapping } from './barsMapping.ts'
import { readBarsParquet } from './barsParquet.ts'

export type FileFormat = 'csv' | 'parquet'

/** A ticker for whatever instrument a file holds. */
export const anyTicker = 'FILE'

/** A file of bars that has been read. */
export interface BarsFile {
  bars: Bars
  mapping: BarsMapping | undefined
  warnings: string[]
}

/**
 * Reads a file of bars with what the YAML file beside it says of it, if there is one (`bars.csv.yaml` of `bars.csv`).
 * Bars take the ticker asked for. A mapping that says another ticker or cadence is UNPROCESSABLE.
 */
export async function readBarsFile(
  path: string,
  format: FileFormat,
  { ticker, cadence }: { ticker: string; cadence: Cadence },
): Promise<BarsFile> {
  const mapping = await readMapping(path)
  if (mapping !== undefined) refuseOtherBars(basename(path), mapping, ticker, cadence)
  const warnings: string[] = []
  const reading = {
    ticker: ticker === anyTicker ? (mapping?.ticker ?? ticker) : ticker,
    cadence,
    ...(mapping?.zone !== undefined && { zone: mapping.zone }),
    ...(mapping?.barTime !== undefined && { barTime: mapping.barTime }),
    ...(mapping !== undefined && {
      columns: mapping.columns,
      columnFault: (column: string, issue: string) => mapping.fault(['columns', column], issue),
    }),
  }
  const bytes = await readOrExplain(path)
  const bars =
    format === 'parquet'
      ? await readBarsParquet(bytes, reading, warnings)
      : readBarsCsv(unzipped(bytes, path), reading, warnings)
  return { bars, mapping, warnings }
}

async function readMapping(path: string): Promise<BarsMapping | undefined> {
  const beside = `${path}.yaml`
  if (!existsSync(beside)) return undefined
  const file = basename(beside)
  if (!isBelow(dirname(path), beside)) {
    throw invalidParam([{ field: 'file', issue: `${file} leads out of the folder of the data` }])
  }
  return parseBarsMapping(await readFile(beside, 'utf8'), file)
}

/** Whether a file lies in a folder or below it, once every link has been followed. Both must exist. */
export function isBelow(folder: string, path: string): boolean {
  const inner = relative(realpathSync(folder), realpathSync(path))
  return inner !== '' && inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner)
}

function refuseOtherBars(file: string, mapping: BarsMapping, ticker: string, cadence: Cadence): void {
  const otherTicker =
    mapping.ticker !== undefined &&
    ticker !== anyTicker &&
    mapping.ticker.toUpperCase() !== ticker.toUpperCase()
  const otherCadence = mapping.cadence !== undefined && mapping.cadence !== cadence
  if (!otherTicker && !otherCadence) return
  const held = { ticker: mapping.ticker ?? ticker, cadence: mapping.cadence ?? cadence }
  throw new SigmaError(
    'UNPROCESSABLE',
    `${file} holds ${held.ticker} ${held.cadence} as ${mapping.file} says, not ${ticker} ${cadence}`,
    {
      details: { wanted: { ticker, cadence }, held },
      next: otherTicker ? `say --ticker ${held.ticker}, or name another file` : 'name a file of that cadence',
    },
  )
}

/** A file packed with gzip is told by its first two bytes, whatever its name. */
function unzipped(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes)
  } catch (cause) {
    const truncated = cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR'
    const issue = truncated
      ? `${basename(path)} is cut off: the gzip data ends before its end mark, after ${bytes.length} bytes`
      : `${basename(path)} begins like gzip but can't be unpacked (${cause instanceof Error ? cause.message : String(cause)})`
    throw invalidParam([{ field: 'file', issue }], { next: 'copy or download the file again' })
  }
}

async function readOrExplain(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new SigmaError('NOT_FOUND', `can't read ${path}`, {
      cause,
      next: 'check the path and its permissions',
    })
  }
}
