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
  // The head ends where doubles may begin, and what is before it is no part of the hash.
  const start = Math.ceil(text.length / 8) * 8
  const values = columns.reduce((total, column) => total + column.length, 0)
  const buffer = new ArrayBuffer(start + 8 * values)
  const bytes = new Uint8Array(buffer, start - text.length)
  bytes.set(text)
  const numbers = new Float64Array(buffer, start)
  let at = 0
  for (const column of columns) {
    numbers.set(column, at)
    at += column.length
  }
  withOneNaN(numbers)
  if (!littleEndian) swapBytes(new Uint8Array(buffer, start))
  return digest(bytes)
}

/** Engines may keep different bits for NaN; all of them mean missing. */
function withOneNaN(numbers: Float64Array): void {
  const bits = new BigUint64Array(numbers.buffer, numbers.byteOffset, numbers.length)
  for (let at = 0; at < numbers.length; at++) if (Number.isNaN(numbers[at])) bits[at] = canonicalNaN
}

function swapBytes(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 8) bytes.subarray(at, at + 8).reverse()
}

const canonicalNaN = 0x7ff8000000000000n
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
