// Sums of gradients and hessians by bin. Of each node's two children one is added up, the other is what remains of the
// parent. Rows are added up packed, gradient and hessian in one 64-bit integer, and before either half could overflow
// the sums move to float64 pairs, in which every sum of integers is exact.

import * as L from '../layout'
import { scanChildren } from './splitting'

/** Adds rows that lie side by side to the packed sums of eight features. */
function addRows(bins: usize, end: usize, stride: usize, pairs: usize, sums: usize): void {
  for (; bins < end; bins += stride) {
    const pair = load<i64>(pairs)
    const a0 = sums + (<usize>load<u8>(bins) << 3)
    store<i64>(a0, load<i64>(a0) + pair)
    const a1 = sums + (<usize>load<u8>(bins, 1) << 3)
    store<i64>(a1, load<i64>(a1, 2048) + pair, 2048)
    const a2 = sums + (<usize>load<u8>(bins, 2) << 3)
    store<i64>(a2, load<i64>(a2, 4096) + pair, 4096)
    const a3 = sums + (<usize>load<u8>(bins, 3) << 3)
    store<i64>(a3, load<i64>(a3, 6144) + pair, 6144)
    const a4 = sums + (<usize>load<u8>(bins, 4) << 3)
    store<i64>(a4, load<i64>(a4, 8192) + pair, 8192)
    const a5 = sums + (<usize>load<u8>(bins, 5) << 3)
    store<i64>(a5, load<i64>(a5, 10240) + pair, 10240)
    const a6 = sums + (<usize>load<u8>(bins, 6) << 3)
    store<i64>(a6, load<i64>(a6, 12288) + pair, 12288)
    const a7 = sums + (<usize>load<u8>(bins, 7) << 3)
    store<i64>(a7, load<i64>(a7, 14336) + pair, 14336)
    pairs += 8
  }
}

/**
 * Copies the bins and pairs of listed rows side by side, 16 bytes at a time. On its own, since a processor waits for
 * memory of many rows at once here, and of few where it adds up in between.
 */
function gatherRows(
  bins: usize,
  stride: usize,
  width: usize,
  list: usize,
  end: usize,
  pairs: usize,
  outBins: usize,
  outPairs: usize,
): void {
  for (; list < end; list += 4) {
    const row = <usize>load<u32>(list)
    const from = bins + row * stride
    for (let k: usize = 0; k < width; k += 16) v128.store(outBins + k, v128.load(from + k))
    outBins += width
    store<i64>(outPairs, load<i64>(pairs + (row << 3)))
    outPairs += 8
  }
}

/** Packed sums as a pair of float64: hessian, gradient. Neither half comes to 2^31, so that both count as signed. */
// @ts-ignore: decorator
@inline
function unpacked(sums: usize): v128 {
  return f64x2.convert_low_i32x4_s(v128.load64_zero(sums))
}

/** Moves the packed sums of a feature into its float64 pairs, and clears them. */
function unpack(sums: usize, bins: i32, wide: usize, isFirst: bool): void {
  for (let bin = 0; bin < bins; bin++) {
    const pair = unpacked(sums)
    v128.store(wide, isFirst ? pair : f64x2.add(v128.load(wide), pair))
    store<i64>(sums, 0)
    sums += 8
    wide += 16
  }
}

/** As `unpack` of all rows at once, and takes the sums from the parent's. */
function unpackFrom(sums: usize, bins: i32, wide: usize, parent: usize): void {
  for (let bin = 0; bin < bins; bin++) {
    const pair = unpacked(sums)
    v128.store(wide, pair)
    v128.store(parent, f64x2.sub(v128.load(parent), pair))
    store<i64>(sums, 0)
    sums += 8
    wide += 16
    parent += 16
  }
}

/** Adds up one child, subtracts it from the parent, and finds the best split of both. */
export function histogram(fit: usize, task: usize, lane: usize): void {
  addUp(fit, task, lane)
  if (load<u32>(task, L.histogramParent) == 0) totalRoot(fit, task)
  scanChildren(fit, task)
}

/** The sums of a root, which its first feature's bins hold too; stands for both children. */
function totalRoot(fit: usize, task: usize): void {
  const feature = featureOf(fit, load<i32>(task, L.histogramFirstFeature))
  const bins = <usize>load<u32>(task, L.histogramOwn) + <usize>load<i32>(feature, L.featureOffset)
  const symbols = load<i32>(feature, L.featureValueBins) + load<i32>(feature, L.featureHasMissing)
  let total = f64x2.splat(0)
  for (let bin = 0; bin < symbols; bin++) total = f64x2.add(total, v128.load(bins + (<usize>bin << 4)))
  v128.store(task + L.histogramChildren + L.childHessian, total)
  v128.store(task + L.histogramChildren + L.childBytes + L.childHessian, total)
}

// @ts-ignore: decorator
@inline
function featureOf(fit: usize, feature: i32): usize {
  return <usize>load<u32>(fit, L.fitFeatures) + <usize>(feature * L.featureBytes)
}

function addUp(fit: usize, task: usize, lane: usize): void {
  const rows = <usize>load<i32>(fit, L.fitRows)
  const group = <usize>load<i32>(task, L.histogramGroup)
  const stride = <usize>load<i32>(fit, L.fitStride)
  const first = load<i32>(task, L.histogramFirstFeature)
  const end = load<i32>(task, L.histogramEndFeature)
  const groups = (end - first + L.featureGroup - 1) / L.featureGroup
  const dense = load<i32>(task, L.histogramDense)
  const bins = <usize>load<u32>(fit, L.fitRowBins) + <usize>first
  const pairs = <usize>load<u32>(fit, L.fitPairs) + (group * rows << 3)
  const list = <usize>load<u32>(fit, L.fitList) + (group * rows << 2)
  const width = (<usize>(groups * L.featureGroup) + 15) & ~15
  // Behind the packed sums of all features, which are to stay at zero between tasks.
  const block = lane + stride * L.packedFeatureBytes
  const blockPairs = block + <usize>L.blockRows * width
  const window = load<i32>(fit, L.fitWindow)
  const rowEnd = load<i32>(task, L.histogramEnd)
  let row = load<i32>(task, L.histogramBegin)
  let isFirst = true
  do {
    const windowEnd = min(rowEnd, row + window)
    for (; row < windowEnd; row += L.blockRows) {
      const count = <usize>min(L.blockRows, windowEnd - row)
      let from = block
      let step = width
      let fromPairs = blockPairs
      if (dense) {
        from = bins + <usize>row * stride
        step = stride
        fromPairs = pairs + (<usize>row << 3)
      } else {
        const at = list + (<usize>row << 2)
        gatherRows(bins, stride, width, at, at + (count << 2), pairs, block, blockPairs)
      }
      for (let k = 0; k < groups; k++) {
        const start = from + <usize>(k * L.featureGroup)
        addRows(start, start + count * step, step, fromPairs, lane + <usize>(k * L.featureGroup * L.packedFeatureBytes))
      }
    }
    row = windowEnd
    unpackAll(fit, task, lane, isFirst, row == rowEnd)
    isFirst = false
  } while (row < rowEnd)
}

function unpackAll(fit: usize, task: usize, lane: usize, isFirst: bool, isLast: bool): void {
  const own = <usize>load<u32>(task, L.histogramOwn)
  const parent = <usize>load<u32>(task, L.histogramParent)
  const first = load<i32>(task, L.histogramFirstFeature)
  const end = load<i32>(task, L.histogramEndFeature)
  let feature = featureOf(fit, first)
  let sums = lane
  for (let k = first; k < end; k++) {
    const valueBins = load<i32>(feature, L.featureValueBins)
    const offset = <usize>load<i32>(feature, L.featureOffset)
    if (valueBins == 0) {
      unpackFlags(fit, task, k, sums, isFirst, isLast)
    } else if (load<i32>(feature, L.featureFlags) >= 0) {
      unpack(sums, valueBins, own + offset, isFirst)
    } else if (isFirst && isLast && parent != 0) {
      unpackFrom(sums, binsOf(valueBins), own + offset, parent + offset)
    } else {
      unpack(sums, binsOf(valueBins), own + offset, isFirst)
      if (isLast && parent != 0) subtract(parent + offset, own + offset, binsOf(valueBins))
    }
    sums += L.packedFeatureBytes
    feature += L.featureBytes
  }
  // What fills up the last group of features has bin 0 in every row.
  for (let k = end - first; k % L.featureGroup != 0; k++) {
    store<i64>(sums, 0)
    sums += L.packedFeatureBytes
  }
}

/** Bins that rows are in, that of missing values included, if it can be numbered. */
// @ts-ignore: decorator
@inline
function binsOf(valueBins: i32): i32 {
  return min(valueBins + 1, L.lastBin + 1)
}

/**
 * Finishes the features whose missing values a feature of flags knows: the sums of all rows with a feature's flag are
 * those of its missing values, which its last bin has counted as well.
 */
function unpackFlags(fit: usize, task: usize, flags: i32, sums: usize, isFirst: bool, isLast: bool): void {
  const own = <usize>load<u32>(task, L.histogramOwn)
  const parent = <usize>load<u32>(task, L.histogramParent)
  const symbols = load<i32>(featureOf(fit, flags), L.featureFlag)
  for (let k = flags - (flags % L.featureGroup); k < flags; k++) {
    const feature = featureOf(fit, k)
    if (load<i32>(feature, L.featureFlags) != flags) continue
    const flag = load<i32>(feature, L.featureFlag)
    const wide = own + <usize>load<i32>(feature, L.featureOffset)
    const missing = sumOfFlagged(sums, flag, symbols)
    const last = wide + <usize>(L.lastBin << 4)
    v128.store(last, f64x2.sub(v128.load(last), missing))
    v128.store(last, isFirst ? missing : f64x2.add(v128.load(last, 16), missing), 16)
    if (isLast && parent != 0) {
      subtract(parent + <usize>load<i32>(feature, L.featureOffset), wide, L.lastBin + 2)
    }
  }
  memory.fill(sums, 0, <usize>symbols << 3)
}
function subtract(parent: usize, own: usize, bins: i32): void {
  for (let at: usize = 0; at < <usize>bins << 4; at += 16) {
    v128.store(parent + at, f64x2.sub(v128.load(parent + at), v128.load(own + at)))
  }
}

/** Sums of the rows whose flags, of so many combinations, include this one. */
function sumOfFlagged(sums: usize, flag: i32, symbols: i32): v128 {
  let total = f64x2.splat(0)
  for (let from = flag; from < symbols; from += 2 * flag) {
    for (let k = from; k < from + flag; k++) total = f64x2.add(total, unpacked(sums + (<usize>k << 3)))
  }
  return total
}
