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
  chooseCuts(task, sorted, known, counts)
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

// A cursor stands on one of the ascending distinct values. Its fields, in bytes from its start:
/** Where the rows of the next value begin. */
const cursorNext: usize = 0
const cursorKey: usize = 4
/** What the rows of smaller values weigh, and those up to this value. */
const cursorBelow: usize = 8
const cursorUpTo: usize = 16
const cursorBytes: usize = 24

/** Steps to the next distinct value of rows that weigh something; false, and nothing changed, when there is none. */
function step(cursor: usize, end: usize, weights: usize): bool {
  let at = <usize>load<u32>(cursor, cursorNext)
  while (at < end && weightOf(weights, at) == 0) at += 8
  if (at == end) return false
  const key = load<u32>(at)
  let ofValue: f64 = 0
  for (; at < end && load<u32>(at) == key; at += 8) ofValue += weightOf(weights, at)
  const below = load<f64>(cursor, cursorUpTo)
  store<u32>(cursor, <u32>at, cursorNext)
  store<u32>(cursor, key, cursorKey)
  store<f64>(cursor, below, cursorBelow)
  store<f64>(cursor, below + ofValue, cursorUpTo)
  return true
}

/**
 * Thresholds, each the smallest value of the bin above it. With no more distinct values than bins, each has a bin of
 * its own; else they are the quantiles that XGBoost picks of exact ranks, so that both learn from the same bins.
 * Source: the pruning of a weighted quantile summary, Chen and Guestrin (2016), appendix A.3, to one more than the bins,
 * of which the first bounds no bin and the last is beyond the limit.
 */
function chooseCuts(task: usize, sorted: usize, known: i32, current: usize): void {
  const weights = <usize>load<u32>(task, L.binWeights)
  const cuts = <usize>load<u32>(task, L.binCuts)
  const maxBins = load<i32>(task, L.binMaxBins)
  const distinct = load<i32>(task, L.binDistinct)
  const end = sorted + (<usize>known << 3)
  const ahead = current + cursorBytes
  store<i32>(task, 0, L.binCutCount)
  if (distinct < 2) return
  store<u32>(current, <u32>sorted, cursorNext)
  store<f64>(current, 0, cursorUpTo)
  step(current, end, weights)
  if (distinct <= maxBins + 1) {
    while (step(current, end, weights)) pick(task, cuts, current, maxBins)
    return
  }
  const first = load<f64>(current, cursorUpTo)
  memory.copy(ahead, current, cursorBytes)
  while (step(ahead, end, weights));
  const range = load<f64>(ahead, cursorBelow) - first
  step(current, end, weights)
  memory.copy(ahead, current, cursorBytes)
  step(ahead, end, weights)
  let last = 0 // of the smallest value, which needs no threshold below it
  let i = 1
  for (let k = 1; k < maxBins; k++) {
    const rank = 2 * ((<f64>k * range) / <f64>maxBins + first)
    while (i < distinct - 1 && rank >= load<f64>(ahead, cursorUpTo) + load<f64>(ahead, cursorBelow)) {
      i++
      memory.copy(current, ahead, cursorBytes)
      step(ahead, end, weights)
    }
    if (i == distinct - 1) break
    const isNearer = rank < 2 * load<f64>(current, cursorUpTo)
    const picked = isNearer ? i : i + 1
    if (picked == last) continue
    pick(task, cuts, isNearer ? current : ahead, maxBins)
    last = picked
  }
  if (last == distinct - 1) return
  while (step(ahead, end, weights));
  pick(task, cuts, ahead, maxBins)
}

/** Makes the value of a cursor a threshold, unless there are as many as may be. */
function pick(task: usize, cuts: usize, cursor: usize, maxBins: i32): void {
  const count = load<i32>(task, L.binCutCount)
  if (count == maxBins - 1) return
  store<f32>(cuts + (<usize>count << 2), valueOf(load<u32>(cursor, cursorKey)))
  store<i32>(task, count + 1, L.binCutCount)
}

// @ts-ignore: decorator
@inline
function valueOf(key: u32): f32 {
  return reinterpret<f32>(<i32>key < 0 ? key ^ 0x80000000 : ~key)
}

function placeRows(task: usize, sorted: usize, known: i32): void {
  const rows = load<i32>(task, L.binRows)
  const cuts = <usize>load<u32>(task, L.binCuts)
  const cutCount = load<i32>(task, L.binCutCount)
  const bins = <usize>load<u32>(task, L.binBins)
  const valueBins = known == 0 ? 0 : cutCount + 1
  if (known < rows) memory.fill(bins, <u8>min(valueBins, L.lastBin), rows)
  let bin = 0
  const end = sorted + (<usize>known << 3)
  for (; sorted < end; sorted += 8) {
    const value = valueOf(load<u32>(sorted))
    while (bin < cutCount && value >= load<f32>(cuts + (<usize>bin << 2))) bin++
    store<u8>(bins + <usize>load<u32>(sorted, 4), <u8>bin)
  }
}
