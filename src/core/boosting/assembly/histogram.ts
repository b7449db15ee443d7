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

/** As `addRows`, for four features and two groups: the sums of both stand side by side, and one addition adds to both. */
function addTwinRows(bins: usize, end: usize, stride: usize, pairs: usize, sums: usize): void {
  for (; bins < end; bins += stride) {
    const pair = v128.load(pairs)
    const a0 = sums + (<usize>load<u8>(bins) << 4)
    v128.store(a0, i64x2.add(v128.load(a0), pair))
    const a1 = sums + (<usize>load<u8>(bins, 1) << 4)
    v128.store(a1, i64x2.add(v128.load(a1, 4096), pair), 4096)
    const a2 = sums + (<usize>load<u8>(bins, 2) << 4)
    v128.store(a2, i64x2.add(v128.load(a2, 8192), pair), 8192)
    const a3 = sums + (<usize>load<u8>(bins, 3) << 4)
    v128.store(a3, i64x2.add(v128.load(a3, 12288), pair), 12288)
    pairs += 16
  }
}

/**
 * Copies the bins of listed rows side by side, 16 bytes at a time. On its own, since a processor waits for memory of
 * many rows at once here, and of few where it adds up in between.
 */
function gatherBins(bins: usize, stride: usize, width: usize, list: usize, end: usize, out: usize): void {
  for (; list < end; list += 4) {
    const from = bins + <usize>load<u32>(list) * stride
    for (let k: usize = 0; k < width; k += 16) v128.store(out + k, v128.load(from + k))
    out += width
  }
}

/** Copies the pairs of listed rows to every `step` bytes. */
function gatherPairs(pairs: usize, list: usize, end: usize, out: usize, step: usize): void {
  for (; list < end; list += 4) {
    store<i64>(out, load<i64>(pairs + (<usize>load<u32>(list) << 3)))
    out += step
  }
}

/** Packed sums as a pair of float64: hessian, gradient. Neither half comes to 2^31, so that both count as signed. */
// @ts-ignore: decorator
@inline
function unpacked(sums: usize): v128 {
  return f64x2.convert_low_i32x4_s(v128.load64_zero(sums))
}

/** Moves the packed sums of a feature, one every `step` bytes, into its float64 pairs, and clears them. */
function unpack(sums: usize, step: usize, bins: i32, wide: usize, isFirst: bool): void {
  for (let bin = 0; bin < bins; bin++) {
    const pair = unpacked(sums)
    v128.store(wide, isFirst ? pair : f64x2.add(v128.load(wide), pair))
    store<i64>(sums, 0)
    sums += step
    wide += 16
  }
}

/** As `unpack` of all rows at once, and takes the sums from the parent's. */
function unpackFrom(sums: usize, step: usize, bins: i32, wide: usize, parent: usize): void {
  for (let bin = 0; bin < bins; bin++) {
    const pair = unpacked(sums)
    v128.store(wide, pair)
    v128.store(parent, f64x2.sub(v128.load(parent), pair))
    store<i64>(sums, 0)
    sums += step
    wide += 16
    parent += 16
  }
}

/** Adds up one child, subtracts it from the parent, and finds the best split of both. */
export function histogram(fit: usize, task: usize, lane: usize): void {
  if (load<i32>(task, L.histogramIsAdded) == 0) addUp(fit, task, lane, false)
  if (load<u32>(task, L.histogramParent) == 0) totalRoot(fit, task)
  scanChildren(fit, task)
}

/** Adds up the roots of a group and the next one, which have the same rows, in one pass. */
export function addTwins(fit: usize, task: usize, lane: usize): void {
  addUp(fit, task, lane, true)
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

/** @param twins whether the rows are added up for the next group as well; its packed sums lie between this one's */
function addUp(fit: usize, task: usize, lane: usize, twins: bool): void {
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
  const block = lane + <usize>load<i32>(fit, L.fitPackedBytes)
  const blockPairs = block + <usize>L.blockRows * width
  const window = load<i32>(fit, L.fitWindow)
  const rowEnd = load<i32>(task, L.histogramEnd)
  const own = <usize>load<u32>(task, L.histogramOwn)
  const parent = <usize>load<u32>(task, L.histogramParent)
  let row = load<i32>(task, L.histogramBegin)
  let isFirst = true
  do {
    const windowEnd = min(rowEnd, row + window)
    for (; row < windowEnd; row += L.blockRows) {
      const count = <usize>min(L.blockRows, windowEnd - row)
      const at = list + (<usize>row << 2)
      const atEnd = at + (count << 2)
      let from = block
      let step = width
      if (dense) {
        from = bins + <usize>row * stride
        step = stride
      } else {
        gatherBins(bins, stride, width, at, atEnd, block)
      }
      const fromEnd = from + count * step
      if (twins) {
        gatherPairs(pairs, at, atEnd, blockPairs, 16)
        gatherPairs(pairs + (rows << 3), at, atEnd, blockPairs + 8, 16)
        for (let k: usize = 0; k < <usize>(groups * L.featureGroup); k += 4) {
          addTwinRows(from + k, fromEnd + k, step, blockPairs, lane + 2 * k * L.packedFeatureBytes)
        }
        continue
      }
      let fromPairs = blockPairs
      if (dense) fromPairs = pairs + (<usize>row << 3)
      else gatherPairs(pairs, at, atEnd, blockPairs, 8)
      for (let k: usize = 0; k < <usize>(groups * L.featureGroup); k += L.featureGroup) {
        addRows(from + k, fromEnd + k, step, fromPairs, lane + k * L.packedFeatureBytes)
      }
    }
    row = windowEnd
    const isLast = row == rowEnd
    unpackAll(fit, task, own, parent, lane, twins ? 16 : 8, isFirst, isLast)
    if (twins) unpackAll(fit, task, <usize>load<u32>(task, L.histogramTwin), 0, lane + 8, 16, isFirst, isLast)
    isFirst = false
  } while (row < rowEnd)
}

/**
 * Moves the packed sums of a task's features, one every `step` bytes, to `own`, and takes them from `parent` if there
 * is one.
 */
function unpackAll(
  fit: usize,
  task: usize,
  own: usize,
  parent: usize,
  sums: usize,
  step: usize,
  isFirst: bool,
  isLast: bool,
): void {
  const first = load<i32>(task, L.histogramFirstFeature)
  const end = load<i32>(task, L.histogramEndFeature)
  const featureStep = step * (L.lastBin + 1)
  let feature = featureOf(fit, first)
  for (let k = first; k < end; k++) {
    const valueBins = load<i32>(feature, L.featureValueBins)
    const offset = <usize>load<i32>(feature, L.featureOffset)
    if (valueBins == 0) {
      unpackFlags(fit, k, own, parent, sums, step, isFirst, isLast)
    } else if (load<i32>(feature, L.featureFlags) >= 0) {
      unpack(sums, step, valueBins, own + offset, isFirst)
    } else if (isFirst && isLast && parent != 0) {
      unpackFrom(sums, step, binsOf(valueBins), own + offset, parent + offset)
    } else {
      unpack(sums, step, binsOf(valueBins), own + offset, isFirst)
      if (isLast && parent != 0) subtract(parent + offset, own + offset, binsOf(valueBins))
    }
    sums += featureStep
    feature += L.featureBytes
  }
  // What fills up the last group of features has bin 0 in every row.
  for (let k = end - first; k % L.featureGroup != 0; k++) {
    store<i64>(sums, 0)
    sums += featureStep
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
function unpackFlags(
  fit: usize,
  flags: i32,
  own: usize,
  parent: usize,
  sums: usize,
  step: usize,
  isFirst: bool,
  isLast: bool,
): void {
  const symbols = load<i32>(featureOf(fit, flags), L.featureFlag)
  for (let k = flags - (flags % L.featureGroup); k < flags; k++) {
    const feature = featureOf(fit, k)
    if (load<i32>(feature, L.featureFlags) != flags) continue
    const flag = load<i32>(feature, L.featureFlag)
    const wide = own + <usize>load<i32>(feature, L.featureOffset)
    const missing = sumOfFlagged(sums, step, flag, symbols)
    const last = wide + <usize>(L.lastBin << 4)
    v128.store(last, f64x2.sub(v128.load(last), missing))
    v128.store(last, isFirst ? missing : f64x2.add(v128.load(last, 16), missing), 16)
    if (isLast && parent != 0) {
      subtract(parent + <usize>load<i32>(feature, L.featureOffset), wide, L.lastBin + 2)
    }
  }
  for (let k = 0; k < symbols; k++) store<i64>(sums + <usize>k * step, 0)
}

function subtract(parent: usize, own: usize, bins: i32): void {
  for (let at: usize = 0; at < <usize>bins << 4; at += 16) {
    v128.store(parent + at, f64x2.sub(v128.load(parent + at), v128.load(own + at)))
  }
}

/** Sums of the rows whose flags, of so many combinations, include this one. */
function sumOfFlagged(sums: usize, step: usize, flag: i32, symbols: i32): v128 {
  let total = f64x2.splat(0)
  for (let from = flag; from < symbols; from += 2 * flag) {
    for (let k = from; k < from + flag; k++) total = f64x2.add(total, unpacked(sums + <usize>k * step))
  }
  return total
}
