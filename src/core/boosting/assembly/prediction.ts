// Sums of trees for a block of rows, without a branch. Each value becomes a code of one byte first, its rank among the
// thresholds that the trees ask it for, so that sixteen rows are compared at once. A tree of at most four levels is laid
// out as a perfect one: all of its nodes are compared, and four levels of answers choose among its leaves. One of six
// levels is four of these. In a deeper tree every row takes as many steps as the tree is deep; a leaf leads to itself.

import * as L from '../layout'

/** Thresholds up to which all are compared with sixteen rows at once; with more, each row halves what is left. */
const fewThresholds: i32 = 48

/** Codes of a block of rows for some thresholds of one feature. */
export function rank(fit: usize, task: usize, lane: usize): void {
  const values = <usize>load<u32>(task, L.rankValues)
  const rows = load<i32>(task, L.rankRows)
  const thresholds = <usize>load<u32>(task, L.rankThresholds)
  const count = load<i32>(task, L.rankCount)
  const left = <usize>load<u32>(task, L.rankMissingLeft)
  const right = <usize>load<u32>(task, L.rankMissingRight)
  // Where missing values are never left, the codes with them left are only on their way to those with them right.
  const out = left == 0 ? right : left
  if (count <= fewThresholds) rankBySixteen(values, rows, thresholds, count, out)
  else rankEach(values, rows, thresholds, count, out)
  if (right != 0) moveMissing(values, rows, out, right)
}

// No comparison holds for a missing value, so that its code is the lowest.

// @ts-ignore: decorator
@inline
function fourValues(at: usize): v128 {
  const low = f32x4.demote_f64x2_zero(v128.load(at))
  const high = f32x4.demote_f64x2_zero(v128.load(at, 16))
  return v128.shuffle<f32>(low, high, 0, 1, 4, 5)
}

function rankBySixteen(values: usize, rows: i32, thresholds: usize, count: i32, out: usize): void {
  const end = values + (<usize>rows << 3)
  const lastThreshold = thresholds + (<usize>count << 2)
  for (; values < end; values += 128, out += 16) {
    const a = fourValues(values)
    const b = fourValues(values + 32)
    const c = fourValues(values + 64)
    const d = fourValues(values + 96)
    let rankA = i32x4.splat(L.lowestCode)
    let rankB = rankA
    let rankC = rankA
    let rankD = rankA
    for (let at = thresholds; at < lastThreshold; at += 4) {
      const threshold = v128.load32_splat(at)
      rankA = i32x4.sub(rankA, f32x4.ge(a, threshold))
      rankB = i32x4.sub(rankB, f32x4.ge(b, threshold))
      rankC = i32x4.sub(rankC, f32x4.ge(c, threshold))
      rankD = i32x4.sub(rankD, f32x4.ge(d, threshold))
    }
    v128.store(out, bytesOf(rankA, rankB, rankC, rankD))
  }
}

// @ts-ignore: decorator
@inline
function bytesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d))
}

function rankEach(values: usize, rows: i32, thresholds: usize, count: i32, out: usize): void {
  const end = values + (<usize>rows << 3)
  for (; values < end; values += 8, out++) {
    const value = <f32>load<f64>(values)
    let at = thresholds
    for (let left = count; left > 0; ) {
      const half = (left + 1) >> 1
      const after = at + (<usize>half << 2)
      at = select(after, at, value >= load<f32>(after - 4))
      left -= half
    }
    store<u8>(out, <u8>(<i32>((at - thresholds) >> 2) + L.lowestCode))
  }
}

/** Copies codes, those of missing values as the highest one. */
function moveMissing(values: usize, rows: i32, from: usize, to: usize): void {
  const end = to + <usize>rows
  const highest = i8x16.splat(<i8>L.highestCode)
  for (; to < end; values += 128, from += 16, to += 16) {
    const missing = bytesOf(isMissing(values), isMissing(values + 32), isMissing(values + 64), isMissing(values + 96))
    v128.store(to, v128.bitselect(highest, v128.load(from), missing))
  }
}

// @ts-ignore: decorator
@inline
function isMissing(values: usize): v128 {
  const four = fourValues(values)
  return f32x4.ne(four, four)
}

/** Adds the leaves of some trees to the margins of a block of rows. */
export function predict(fit: usize, task: usize, lane: usize): void {
  const rows = load<i32>(task, L.predictRows)
  const codes = <usize>load<u32>(task, L.predictCodes)
  const margins = <usize>load<u32>(task, L.predictMargins)
  const stride = <usize>load<i32>(task, L.predictStride)
  let tree = <usize>load<u32>(task, L.predictTrees)
  const end = tree + <usize>(load<i32>(task, L.predictTreeCount) * L.treeBytes)
  for (; tree < end; tree += L.treeBytes) {
    const nodes = <usize>load<u32>(tree, L.treeNodes)
    const depth = load<i32>(tree, L.treeDepth)
    const out = margins + <usize>load<i32>(tree, L.treeGroup) * stride
    if (depth > L.tallDepth) addDeepTree(nodes, depth, codes, rows, out)
    else if (depth > L.perfectDepth) addTallTree(nodes, depth, codes, rows, out, lane)
    else addPerfectTree(nodes, codes, rows, out)
  }
}

/** For sixteen rows, whether they go right at a node of a perfect tree. Nodes are numbered as in a heap. */
// @ts-ignore: decorator
@inline
function goesRight(nodes: usize, node: usize, codes: usize): v128 {
  const at = nodes + node * L.perfectNodeBytes
  return i8x16.gt_s(v128.load(codes + <usize>load<u32>(at, L.stepCodes)), v128.load8_splat(at, L.stepCode))
}

function addPerfectTree(nodes: usize, codes: usize, rows: i32, out: usize): void {
  const end = out + (<usize>rows << 2)
  const low = v128.load(nodes, L.perfectLeaves)
  const lower = v128.load(nodes, L.perfectLeaves + 16)
  const upper = v128.load(nodes, L.perfectLeaves + 32)
  const high = v128.load(nodes, L.perfectLeaves + 48)
  for (; out < end; out += 64, codes += 16) {
    const leaf = leafOf(nodes, codes)
    addLeaves(
      out,
      i8x16.swizzle(low, leaf),
      i8x16.swizzle(lower, leaf),
      i8x16.swizzle(upper, leaf),
      i8x16.swizzle(high, leaf),
    )
  }
}

function addTallTree(nodes: usize, depth: i32, codes: usize, rows: i32, out: usize, lane: usize): void {
  const end = out + (<usize>rows << 2)
  const left = nodes + L.tallTrees
  const right = left + (depth == L.tallDepth ? 2 * L.perfectBytes : L.perfectBytes)
  for (; out < end; out += 64, codes += 16) {
    const first = goesRight(nodes, 0, codes)
    if (depth == L.tallDepth) {
      const second = v128.bitselect(goesRight(nodes, 2, codes), goesRight(nodes, 1, codes), first)
      findLeavesOfTwo(left, left + L.perfectBytes, second, codes, lane)
      findLeavesOfTwo(right, right + L.perfectBytes, second, codes, lane + 128)
    } else {
      findLeaves(left, codes, lane)
      findLeaves(right, codes, lane + 128)
    }
    addLeaves(
      out,
      v128.bitselect(v128.load(lane, 128), v128.load(lane), first),
      v128.bitselect(v128.load(lane, 144), v128.load(lane, 16), first),
      v128.bitselect(v128.load(lane, 160), v128.load(lane, 32), first),
      v128.bitselect(v128.load(lane, 176), v128.load(lane, 48), first),
    )
  }
}

/** Writes the bytes of the leaves that sixteen rows end in, in one of two trees each. */
function findLeavesOfTwo(left: usize, right: usize, goesRight: v128, codes: usize, out: usize): void {
  findLeaves(left, codes, out)
  findLeaves(right, codes, out + 64)
  for (let byte: usize = 0; byte < 64; byte += 16) {
    v128.store(out + byte, v128.bitselect(v128.load(out + byte, 64), v128.load(out + byte), goesRight))
  }
}

/** Writes the four bytes of the leaves that sixteen rows end in, those of each place together. */
export function findLeaves(nodes: usize, codes: usize, out: usize): void {
  const leaf = leafOf(nodes, codes)
  v128.store(out, i8x16.swizzle(v128.load(nodes, L.perfectLeaves), leaf))
  v128.store(out, i8x16.swizzle(v128.load(nodes, L.perfectLeaves + 16), leaf), 16)
  v128.store(out, i8x16.swizzle(v128.load(nodes, L.perfectLeaves + 32), leaf), 32)
  v128.store(out, i8x16.swizzle(v128.load(nodes, L.perfectLeaves + 48), leaf), 48)
}

/** Which leaf of a perfect tree each of sixteen rows ends in. */
// @ts-ignore: decorator
@inline
function leafOf(nodes: usize, codes: usize): v128 {
  const first = goesRight(nodes, 0, codes)
  const second = v128.bitselect(goesRight(nodes, 2, codes), goesRight(nodes, 1, codes), first)
  const third = v128.bitselect(
    v128.bitselect(goesRight(nodes, 6, codes), goesRight(nodes, 5, codes), second),
    v128.bitselect(goesRight(nodes, 4, codes), goesRight(nodes, 3, codes), second),
    first,
  )
  const leftFourth = v128.bitselect(
    v128.bitselect(goesRight(nodes, 10, codes), goesRight(nodes, 9, codes), third),
    v128.bitselect(goesRight(nodes, 8, codes), goesRight(nodes, 7, codes), third),
    second,
  )
  const rightFourth = v128.bitselect(
    v128.bitselect(goesRight(nodes, 14, codes), goesRight(nodes, 13, codes), third),
    v128.bitselect(goesRight(nodes, 12, codes), goesRight(nodes, 11, codes), third),
    second,
  )
  const fourth = v128.bitselect(rightFourth, leftFourth, first)
  return v128.or(v128.or(bit(first, 8), bit(second, 4)), v128.or(bit(third, 2), bit(fourth, 1)))
}

/** Adds to sixteen margins the leaves whose bytes stand apart, by putting these side by side. */
// @ts-ignore: decorator
@inline
function addLeaves(out: usize, low: v128, lower: v128, upper: v128, high: v128): void {
  const low0 = v128.shuffle<u8>(low, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  const low8 = v128.shuffle<u8>(low, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  const high0 = v128.shuffle<u8>(upper, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  const high8 = v128.shuffle<u8>(upper, high, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  add(out, v128.shuffle<u16>(low0, high0, 0, 8, 1, 9, 2, 10, 3, 11))
  add(out + 16, v128.shuffle<u16>(low0, high0, 4, 12, 5, 13, 6, 14, 7, 15))
  add(out + 32, v128.shuffle<u16>(low8, high8, 0, 8, 1, 9, 2, 10, 3, 11))
  add(out + 48, v128.shuffle<u16>(low8, high8, 4, 12, 5, 13, 6, 14, 7, 15))
}

// @ts-ignore: decorator
@inline
function bit(answers: v128, value: i8): v128 {
  return v128.and(answers, i8x16.splat(value))
}

// @ts-ignore: decorator
@inline
function add(out: usize, leaves: v128): void {
  v128.store(out, f32x4.add(v128.load(out), leaves))
}

function addDeepTree(root: usize, depth: i32, codes: usize, rows: i32, out: usize): void {
  const end = out + (<usize>rows << 2)
  for (; out < end; out += 4, codes++) {
    let node = root
    for (let step = 0; step < depth; step++) {
      const code = <i32>load<i8>(codes + <usize>load<u32>(node, L.stepCodes))
      node = <usize>load<u32>(node, L.stepLeft) + (<usize>(code > load<i32>(node, L.stepCode)) << 4)
    }
    store<f32>(out, load<f32>(out) + load<f32>(node, L.stepLeaf))
  }
}
