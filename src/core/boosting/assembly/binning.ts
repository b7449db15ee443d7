// The bins of one column: its rows are sorted, thresholds are chosen along the way, and each row gets its bin.

import * as L from '../layout'

const digitBits = 8
const buckets = 1 << digitBits

/** Bins the column of a task. The lane has room for two arrays of (key, row), and the counts of a sort before them. */
export function binColumn(fit: usize, task: usize, lane: usize): void {
  const rows = load<i32>(task, L.binRows)
  const counts = lane
  const first = lane + 4 * 4 * buckets
  const sorted = sortRows(task, counts, first, first + (<usize>rows << 3))
  const known = load<i32>(task, L.binKnown)
  store<i32>(task, countDistinct(task, sorted, known), L.binDistinct)
  chooseCuts(task, sorted, known)
  placeRows(task, sorted, known)
}

/**
 * Sorts the rows whose value is known by value, then row; where they lie comes back. A radix sort on the bits of the
 * floats: linear in rows.
 */
function sortRows(task: usize, counts: usize, first: usize, second: usize): usize {
  const rows = load<i32>(task, L.binRows)
  const values = <usize>load<u32>(task, L.binValues)
  memory.fill(counts, 0, 4 * 4 * buckets)
  store<i32>(task, -1, L.binInfinite)
  let out = first
  for (let row = 0; row < rows; row++) {
    const value = load<f32>(values + (<usize>row << 2)) + 0 // -0 becomes 0, for the sort goes by bits
    if (value != value) continue
    const bits = reinterpret<i32>(value)
    if ((bits & 0x7fffffff) == 0x7f800000 && load<i32>(task, L.binInfinite) < 0) {
      store<i32>(task, row, L.binInfinite)
    }
    // Negative floats order backwards by their bits: flip all of them, of the others the sign alone.
    const key = <u32>(bits ^ ((bits >> 31) | 0x80000000))
    store<u32>(out, key)
    store<u32>(out, row, 4)
    out += 8
    count(counts, key & 255)
    count(counts + 4 * buckets, (key >> 8) & 255)
    count(counts + 8 * buckets, (key >> 16) & 255)
    count(counts + 12 * buckets, key >> 24)
  }
  const end = out - first
  store<i32>(task, <i32>(end >> 3), L.binKnown)
  let from = first
  let to = second
  for (let pass = 0; pass < 4; pass++) {
    if (sortByDigit(from, end, to, counts + <usize>(pass * 4 * buckets), pass * digitBits)) {
      const other = from
      from = to
      to = other
    }
  }
  return from
}

// @ts-ignore: decorator
@inline
function count(counts: usize, digit: u32): void {
  const at = counts + (<usize>digit << 2)
  store<u32>(at, load<u32>(at) + 1)
}

/** False, and nothing moved, when all keys have the same digit. */
function sortByDigit(from: usize, bytes: usize, to: usize, counts: usize, shift: u32): bool {
  if (bytes == 0) return false
  const digitOfFirst = (load<u32>(from) >> shift) & 255
  if (load<u32>(counts + (<usize>digitOfFirst << 2)) == <u32>(bytes >> 3)) return false
  let start: u32 = <u32>to
  for (let digit = 0; digit < buckets; digit++) {
    const at = counts + (<usize>digit << 2)
    const size = load<u32>(at) << 3
    store<u32>(at, start)
    start += size
  }
  const end = from + bytes
  for (; from < end; from += 8) {
    const entry = load<u64>(from)
    const at = counts + (<usize>((<u32>entry >> shift) & 255) << 2)
    const target = <usize>load<u32>(at)
    store<u64>(target, entry)
    store<u32>(at, <u32>target + 8)
  }
  return true
}

// @ts-ignore: decorator
@inline
function weightOf(weights: usize, entry: usize): f64 {
  return weights == 0 ? 1 : load<f64>(weights + (<usize>load<u32>(entry, 4) << 3))
}

/** Distinct values among rows that weigh something. */
function countDistinct(task: usize, sorted: usize, known: i32): i32 {
  const weights = <usize>load<u32>(task, L.binWeights)
  let distinct = 0
  let last: u32 = 0
  for (let i = 0; i < known; i++, sorted += 8) {
    if (weightOf(weights, sorted) == 0) continue
    const key = load<u32>(sorted)
    if (distinct > 0 && key == last) continue
    distinct++
    last = key
  }
  return distinct
}

/**
 * Thresholds between bins of ascending distinct values. While there are no more values than bins, each has a bin of its
 * own; else bins are filled in turn to an even share of the weight that is left.
 */
function chooseCuts(task: usize, sorted: usize, known: i32): void {
  const weights = <usize>load<u32>(task, L.binWeights)
  const cuts = <usize>load<u32>(task, L.binCuts)
  const maxBins = load<i32>(task, L.binMaxBins)
  const many = load<i32>(task, L.binDistinct) > maxBins
  const end = sorted + (<usize>known << 3)
  let left = totalWeight(sorted, end, weights)
  let chosen = 0
  let filled: f64 = 0
  let ofValue: f64 = 0
  let last: u32 = 0
  for (let at = sorted; at < end; at += 8) {
    const weight = weightOf(weights, at)
    if (weight == 0) continue
    const key = load<u32>(at)
    if (ofValue > 0 && key != last) {
      filled += ofValue
      ofValue = 0
      if (chosen < maxBins - 1 && !(many && filled < left / <f64>(maxBins - chosen))) {
        store<f32>(cuts + (<usize>chosen << 2), cutBetween(valueOf(last), valueOf(key)))
        chosen++
        left -= filled
        filled = 0
      }
    }
    ofValue += weight
    last = key
  }
  store<i32>(task, chosen, L.binCutCount)
}

/** The weight of all rows, value by value. */
function totalWeight(sorted: usize, end: usize, weights: usize): f64 {
  let total: f64 = 0
  let ofValue: f64 = 0
  let last: u32 = 0
  for (; sorted < end; sorted += 8) {
    const weight = weightOf(weights, sorted)
    if (weight == 0) continue
    const key = load<u32>(sorted)
    if (ofValue > 0 && key != last) {
      total += ofValue
      ofValue = 0
    }
    ofValue += weight
    last = key
  }
  return total + ofValue
}

// @ts-ignore: decorator
@inline
function valueOf(key: u32): f32 {
  return reinterpret<f32>(<i32>key < 0 ? key ^ 0x80000000 : ~key)
}

/** The float32 nearest the middle of two neighbours that still puts the lower one, and it alone, below. */
function cutBetween(lower: f32, upper: f32): f32 {
  const middle = <f32>((<f64>lower + <f64>upper) / 2)
  return middle > lower ? middle : upper
}

function placeRows(task: usize, sorted: usize, known: i32): void {
  const rows = load<i32>(task, L.binRows)
  const cuts = <usize>load<u32>(task, L.binCuts)
  const cutCount = load<i32>(task, L.binCutCount)
  const bins = <usize>load<u32>(task, L.binBins)
  const valueBins = known == 0 ? 0 : cutCount + 1
  if (known < rows) memory.fill(bins, <u8>valueBins, rows)
  let bin = 0
  const end = sorted + (<usize>known << 3)
  for (; sorted < end; sorted += 8) {
    const value = valueOf(load<u32>(sorted))
    while (bin < cutCount && value >= load<f32>(cuts + (<usize>bin << 2))) bin++
    store<u8>(bins + <usize>load<u32>(sorted, 4), <u8>bin)
  }
}
