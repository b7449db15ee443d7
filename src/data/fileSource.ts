import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Bars, Cadence } from '../core/bars/bars.ts'
import { barWarnings } from '../core/bars/barWarnings.ts'
import { parseDay } from '../core/bars/day.ts'
import { type MarketData, type MarketNeeds, noMarketData, noNeeds } from '../core/bars/marketData.ts'
import { barsInWindow, firstAtOrAfter, sliceBars } from '../core/bars/window.ts'
import { invalidParam } from '../core/errors.ts'
import { lazily } from '../core/lazily.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { type BarsFile, type FileFormat, isBelow, readBarsFile } from './barsFile.ts'
import type { BarsMapping } from './barsMapping.ts'
import { refuseNeeds } from './needs.ts'
import type { BarRequest, BarSource } from './source.ts'

/**
 * A user's own file of bars, CSV (also packed with gzip) or Parquet, with the YAML file beside it if there is one. The
 * file holds one instrument, which takes the ticker asked for. Five-minute bars and daily bars of other instruments come
 * from the files that the YAML file names. `path` has been checked by the caller to lie where files may be read from.
 */
export function fileSource(format: FileFormat, path: string): BarSource {
  return {
    id: format,
    async load({ ticker, cadence, start, end, needs = noNeeds }) {
      const file = await readBarsFile(path, format, { ticker, cadence })
      const bars = barsInWindow(file.bars, { start, end })
      const { market, read } = await marketOf(file, path, format, { ticker, cadence, end, needs })
      // The same bars are the same data, in either format: trials on them are counted together.
      const sourceIds = lazily(() => [file.bars, ...read.map((one) => one.bars)].map(fileId))
      return {
        bars,
        market,
        // A hash takes as long as reading a short file, and who only looks at bars asks for none.
        get sourceIds() {
          return sourceIds()
        },
        warnings: [
          ...file.warnings,
          ...barWarnings(bars),
          ...read.flatMap(({ name, warnings }) => warnings.map((warning) => `${name}: ${warning}`)),
        ],
      }
    },
  }
}

/** A file that serves a need. */
interface Companion {
  name: string
  bars: Bars
  warnings: string[]
}

/**
 * What is needed beside the bars: five-minute bars that are the bars themselves, or files that the mapping names; up to
 * the end of the window, and from their beginning, since the first rows look back. Anything else is refused.
 */
async function marketOf(
  { bars, mapping }: BarsFile,
  path: string,
  format: FileFormat,
  { ticker, cadence, end, needs }: Pick<BarRequest, 'ticker' | 'cadence' | 'end'> & { needs: MarketNeeds },
): Promise<{ market: MarketData; read: Companion[] }> {
  const itself = needs.fiveMinute && cadence === '5m'
  const fiveMinute = needs.fiveMinute && !itself ? mapping?.fiveMinute : undefined
  const daily = needs.daily.flatMap((wanted) => {
    const name = mapping?.daily.get(wanted)
    return name === undefined ? [] : [{ wanted, name }]
  })
  refuseNeeds(format, {
    ...needs,
    fiveMinute: needs.fiveMinute && !itself && fiveMinute === undefined,
    daily: needs.daily.filter((wanted) => !daily.some((one) => one.wanted === wanted)),
  })
  if (mapping === undefined)
    return { market: { ...noMarketData, fiveMinute: itself ? upTo(bars, end) : null }, read: [] }
  const read: Companion[] = []
  const load = async (field: readonly string[], name: string, what: { ticker: string; cadence: Cadence }) => {
    const companion = await readCompanion(mapping, path, field, name, what)
    read.push(companion)
    return upTo(companion.bars, end)
  }
  const ofFiveMinutes =
    fiveMinute === undefined ? null : await load(['five_minute'], fiveMinute, { ticker, cadence: '5m' })
  const ofDays = new Map<string, Bars>()
  for (const { wanted, name } of daily) {
    ofDays.set(wanted, await load(['daily', wanted], name, { ticker: wanted, cadence: 'daily' }))
  }
  const market = { ...noMarketData, fiveMinute: itself ? upTo(bars, end) : ofFiveMinutes, daily: ofDays }
  return { market, read }
}

/** A file named by a mapping, whose path starts at the mapping's folder and may not leave it. */
async function readCompanion(
  mapping: BarsMapping,
  path: string,
  field: readonly string[],
  name: string,
  what: { ticker: string; cadence: Cadence },
): Promise<Companion> {
  const folder = dirname(path)
  const absolute = resolve(folder, name)
  if (!existsSync(absolute)) {
    throw invalidParam([mapping.fault(field, `no file at ${name}, seen from the folder of the data`)])
  }
  if (!isBelow(folder, absolute)) {
    throw invalidParam([mapping.fault(field, `${name} lies outside the folder of the data`)])
  }
  const format = /\.parquet$/i.test(name) ? 'parquet' : 'csv'
  const { bars, warnings } = await readBarsFile(absolute, format, what)
  return { name, bars, warnings: [...warnings, ...barWarnings(bars)] }
}

/** The bars up to a day `YYYY-MM-DD`, included. */
function upTo(bars: Bars, end: string | undefined): Bars {
  return end === undefined
    ? bars
    : sliceBars(bars, 0, firstAtOrAfter(bars.session, parseDay(end, 'end'), true))
}

/** Bars that identify a file: it stays the same data when days are appended or the file is renamed. */
const identifyingBars = 250

function fileId({ ts, close }: Bars): string {
  const hash = sha256OfJson([
    Array.from(ts.subarray(0, identifyingBars)),
    Array.from(close.subarray(0, identifyingBars), (price) => (Number.isNaN(price) ? null : price)),
  ])
  return `file:${hash}`
}
