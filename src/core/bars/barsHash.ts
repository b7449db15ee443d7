import { canonicalJson } from '../lineage/canonicalJson.ts'
import { sha256 } from '../lineage/sha256.ts'
import type { Bars } from './bars.ts'

/**
 * SHA-256 of everything in the bars: ticker, cadence, and each column's numbers as little-endian doubles.
 * Equal bars have equal hashes on every platform; a single changed bit of a price changes it.
 */
export function barsHash(bars: Bars): string {
  const columns = [
    bars.ts,
    bars.session,
    bars.hourEt ?? [],
    bars.open,
    bars.high,
    bars.low,
    bars.close,
    bars.volume,
  ]
  const head = new TextEncoder().encode(
    canonicalJson({
      ticker: bars.ticker,
      cadence: bars.cadence,
      lengths: columns.map((column) => column.length),
    }),
  )
  const values = columns.reduce((total, column) => total + column.length, 0)
  const bytes = new Uint8Array(head.length + 8 * values)
  bytes.set(head)
  const view = new DataView(bytes.buffer)
  let offset = head.length
  for (const column of columns) {
    for (const value of column) {
      // Engines may keep different bits for NaN; all of them mean missing.
      if (Number.isNaN(value)) view.setBigUint64(offset, canonicalNaN, true)
      else view.setFloat64(offset, value, true)
      offset += 8
    }
  }
  return sha256(bytes)
}

const canonicalNaN = 0x7ff8000000000000n
