/** Which half of a double comes first in memory. */
const highFirst = new Uint32Array(Float64Array.of(1).buffer)[0] !== 0

/** Sign, exponent and the first bits of the fraction are sorted by in three passes, from right to left. */
const passes = [
  { shift: 0, mask: 2047 },
  { shift: 11, mask: 2047 },
  { shift: 22, mask: 1023 },
]

/**
 * Rows of the known values, by rising value; equal ones (0 and -0 are equal) stay in the order of their rows.
 * A radix sort by the upper half of each number; where those are equal, by the whole. Linear in rows but for
 * numbers that differ in their lower half alone, and several times as fast as sorting with a comparator.
 */
export function risingOrder(values: Float64Array): Int32Array {
  const { rows, keys } = sortableKeys(values)
  let order = new Int32Array(rows.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  let sorted = new Int32Array(rows.length)
  for (const { shift, mask } of passes) {
    const place = places(keys, shift, mask)
    for (let i = 0; i < order.length; i++) sorted[place[(keys[order[i]] >>> shift) & mask]++] = order[i]
    const spare = order
    order = sorted
    sorted = spare
  }
  for (let i = 0; i < order.length; i++) order[i] = rows[order[i]]
  sortEqualKeys(order, values)
  return order
}

/** The upper halves of the known values, turned so that their unsigned order is that of the numbers. */
function sortableKeys(values: Float64Array): { rows: Int32Array; keys: Uint32Array } {
  const rows = new Int32Array(values.length)
  const keys = new Uint32Array(values.length)
  const number = new Float64Array(1)
  const halves = new Uint32Array(number.buffer)
  const upper = highFirst ? 0 : 1
  let count = 0
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue
    number[0] = values[row] + 0 // -0 becomes 0
    const bits = halves[upper]
    // A negative number is the larger the smaller its bits: all are turned. Of others only the sign is.
    keys[count] = bits >>> 31 === 1 ? ~bits : bits ^ 0x80000000
    rows[count++] = row
  }
  return { rows: rows.subarray(0, count), keys: keys.subarray(0, count) }
}

/** Where the keys with each digit begin once sorted by it. */
function places(keys: Uint32Array, shift: number, mask: number): Int32Array {
  const place = new Int32Array(mask + 1)
  for (let i = 0; i < keys.length; i++) place[(keys[i] >>> shift) & mask]++
  let next = 0
  for (let digit = 0; digit <= mask; digit++) {
    const count = place[digit]
    place[digit] = next
    next += count
  }
  return place
}

/** Puts rows in order whose upper halves are equal and whose values are not: such runs are short, and mostly absent. */
function sortEqualKeys(order: Int32Array, values: Float64Array): void {
  for (let i = 1; i < order.length; i++) {
    if (!(values[order[i]] < values[order[i - 1]])) continue
    let from = i - 1
    let to = i + 1
    while (from > 0 && sharesKey(values[order[from - 1]], values[order[i]])) from--
    while (to < order.length && sharesKey(values[order[to]], values[order[i]])) to++
    order.subarray(from, to).sort((a, b) => values[a] - values[b] || a - b)
    i = to - 1
  }
}

const pair = new Float64Array(2)
const pairHalves = new Uint32Array(pair.buffer)

function sharesKey(a: number, b: number): boolean {
  pair[0] = a + 0
  pair[1] = b + 0
  const upper = highFirst ? 0 : 1
  return pairHalves[upper] === pairHalves[2 + upper]
}
