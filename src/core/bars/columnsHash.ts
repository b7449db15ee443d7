import { canonicalJson } from '../lineage/canonicalJson.ts'
import { sha256 } from '../lineage/sha256.ts'

/** SHA-256 of bytes in hexadecimal. A caller with a faster one than ours can bring it. */
export type Digest = (bytes: Uint8Array) => string

/**
 * SHA-256 of a head and of each column's numbers as little-endian doubles. Equal columns have equal hashes on every
 * platform; a single changed bit of a number changes it.
 */
export function columnsHash(
  head: object,
  columns: readonly ArrayLike<number>[],
  digest: Digest = sha256,
): string {
  const text = new TextEncoder().encode(
    canonicalJson({ ...head, lengths: columns.map((column) => column.length) }),
  )
  const values = columns.reduce((total, column) => total + column.length, 0)
  const bytes = new Uint8Array(text.length + 8 * values)
  bytes.set(text)
  const view = new DataView(bytes.buffer)
  let offset = text.length
  for (const column of columns) {
    for (let row = 0; row < column.length; row++) {
      // Engines may keep different bits for NaN; all of them mean missing.
      if (Number.isNaN(column[row])) view.setBigUint64(offset, canonicalNaN, true)
      else view.setFloat64(offset, column[row], true)
      offset += 8
    }
  }
  return digest(bytes)
}

const canonicalNaN = 0x7ff8000000000000n
