import { sha256OfJson } from '../lineage/canonicalJson.ts'
import type { Bars } from './bars.ts'
import { columnsHash, type Digest } from './columnsHash.ts'
import type { MarketData } from './marketData.ts'

/** SHA-256 of everything in the bars: ticker, cadence, and each column's numbers. */
export function barsHash({ ticker, cadence, ...bars }: Bars, digest?: Digest): string {
  const { ts, session, hourEt, open, high, low, close, volume } = bars
  return columnsHash({ ticker, cadence }, [ts, session, hourEt ?? [], open, high, low, close, volume], digest)
}

/** SHA-256 of what was loaded beside the bars; null where nothing was. */
export function marketHash(
  { fiveMinute, daily, chain, quotes, trades }: MarketData,
  digest?: Digest,
): string | null {
  if (!fiveMinute && daily.size === 0 && !chain && !quotes && !trades) return null
  const tables = Object.entries({ chain, quotes, trades }).flatMap(([name, table]) =>
    table === null
      ? []
      : [[name, columnsHash({ columns: Object.keys(table) }, Object.values(table), digest)]],
  )
  return sha256OfJson({
    five_minute: fiveMinute && barsHash(fiveMinute, digest),
    daily: Object.fromEntries([...daily].map(([ticker, bars]) => [ticker, barsHash(bars, digest)])),
    ...Object.fromEntries(tables),
  })
}
