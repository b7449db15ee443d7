const digitBits = 11
const buckets = 1 << digitBits
const passes = 3

/** Buffers of a sort, to be reused from column to column. */
export interface SortBuffers {
  keys: [Uint32Array, Uint32Array]
  order: [Uint32Array, Uint32Array]
  counts: Uint32Array
}

export function sortBuffers(rows: number): SortBuffers {
  return {
    keys: [new Uint32Array(rows), new Uint32Array(rows)],
    order: [new Uint32Array(rows), new Uint32Array(rows)],
    counts: new Uint32Array(buckets),
  }
}

/**
 * Rows of the values that are not NaN, by ascending value, equal values by ascending row.
 * A radix sort on the bits of the floats: linear in rows, and it yields ranks, from which bins follow
 * without a search. The result is a view on the buffers, valid until the next sort.
 */
export function sortedRows(values: Float32Array, buffers: SortBuffers): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  let [keys, otherKeys] = buffers.keys
  let [order, otherOrder] = buffers.order
  let length = 0
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue
    // Negative floats order backwards by their bits: flip all of them, of the others the sign alone.
    keys[length] = bits[row] ^ ((bits[row] >> 31) | 0x80000000)
    order[length++] = row
  }
  const { counts } = buffers
  for (let pass = 0; pass < passes; pass++) {
    const shift = pass * digitBits
    counts.fill(0)
    for (let i = 0; i < length; i++) counts[(keys[i] >>> shift) & (buckets - 1)]++
    let start = 0
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = counts[bucket]
      counts[bucket] = start
      start += count
    }
    for (let i = 0; i < length; i++) {
      const target = counts[(keys[i] >>> shift) & (buckets - 1)]++
      otherKeys[target] = keys[i]
      otherOrder[target] = order[i]
    }
    ;[keys, otherKeys] = [otherKeys, keys]
    ;[order, otherOrder] = [otherOrder, order]
  }
  return order.subarray(0, length)
}
