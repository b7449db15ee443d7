// Sums of trees for a block of rows, without a branch. A tree of at most four levels is laid out as a perfect one, and
// four rows at a time are compared with all of its nodes: the comparisons choose among its leaves. In a deeper tree
// every row takes as many steps as the tree is deep; a leaf leads to itself.

import * as L from '../layout'

/** Reads the values of a block as float32, four bytes for each, from float64; tells whether any is missing. */
export function narrow(fit: usize, task: usize, lane: usize): void {
  const end = <usize>load<u32>(task, L.narrowFrom) + (<usize>load<i32>(task, L.narrowCount) << 3)
  let out = <usize>load<u32>(task, L.narrowTo)
  let missing = f32x4.splat(0)
  for (let from = <usize>load<u32>(task, L.narrowFrom); from < end; from += 32) {
    const low = f32x4.demote_f64x2_zero(v128.load(from))
    const high = f32x4.demote_f64x2_zero(v128.load(from, 16))
    const values = v128.shuffle<f32>(low, high, 0, 1, 4, 5)
    missing = v128.or(missing, f32x4.ne(values, values))
    v128.store(out, values)
    out += 16
  }
  store<i32>(task, i32(v128.any_true(missing)), L.narrowMissing)
}

/** Adds the leaves of some trees to the margins of a block of rows. */
export function predict(fit: usize, task: usize, lane: usize): void {
  const rows = load<i32>(task, L.predictRows)
  const values = <usize>load<u32>(task, L.predictValues)
  const margins = <usize>load<u32>(task, L.predictMargins)
  const stride = <usize>load<i32>(task, L.predictStride)
  const someMissing = load<i32>(task, L.predictSomeMissing)
  let tree = <usize>load<u32>(task, L.predictTrees)
  const end = tree + <usize>(load<i32>(task, L.predictTreeCount) * L.treeBytes)
  for (; tree < end; tree += L.treeBytes) {
    const nodes = <usize>load<u32>(tree, L.treeNodes)
    const depth = load<i32>(tree, L.treeDepth)
    const out = margins + <usize>load<i32>(tree, L.treeGroup) * stride
    if (depth > L.perfectDepth) addDeepTree(nodes, depth, values, rows, out)
    else if (someMissing) addPerfectTree(nodes, values, rows, out)
    else addPerfectTreeOfKnown(nodes, values, rows, out)
  }
}

/** For four rows, whether they go right at a node of a perfect tree. */
// @ts-ignore: decorator
@inline
function goesRight(nodes: usize, node: usize, values: usize, mayMiss: bool): v128 {
  const at = nodes + node * L.perfectNodeBytes
  const value = v128.load(values + <usize>load<u32>(at, L.stepValues))
  const right = f32x4.ge(value, v128.load32_splat(at, L.stepThreshold))
  if (!mayMiss) return right
  return v128.or(right, v128.and(f32x4.ne(value, value), v128.load32_splat(at, L.stepMissingRight)))
}

// @ts-ignore: decorator
@inline
function leaf(nodes: usize, number: usize): v128 {
  return v128.load32_splat(nodes + L.perfectLeaves + (number << 2))
}

// Nodes are numbered as in a heap: the children of node n are 2n + 1 and 2n + 2.
// @ts-ignore: decorator
@inline
function ofLevel3(nodes: usize, node: usize, values: usize, mayMiss: bool): v128 {
  const right = goesRight(nodes, node, values, mayMiss)
  return v128.bitselect(leaf(nodes, 2 * node - 13), leaf(nodes, 2 * node - 14), right)
}

// @ts-ignore: decorator
@inline
function ofLevel2(nodes: usize, node: usize, values: usize, mayMiss: bool): v128 {
  const left = ofLevel3(nodes, 2 * node + 1, values, mayMiss)
  const right = ofLevel3(nodes, 2 * node + 2, values, mayMiss)
  return v128.bitselect(right, left, goesRight(nodes, node, values, mayMiss))
}

// @ts-ignore: decorator
@inline
function ofLevel1(nodes: usize, node: usize, values: usize, mayMiss: bool): v128 {
  const left = ofLevel2(nodes, 2 * node + 1, values, mayMiss)
  const right = ofLevel2(nodes, 2 * node + 2, values, mayMiss)
  return v128.bitselect(right, left, goesRight(nodes, node, values, mayMiss))
}

// @ts-ignore: decorator
@inline
function ofRoot(nodes: usize, values: usize, mayMiss: bool): v128 {
  const left = ofLevel1(nodes, 1, values, mayMiss)
  const right = ofLevel1(nodes, 2, values, mayMiss)
  return v128.bitselect(right, left, goesRight(nodes, 0, values, mayMiss))
}

function addPerfectTreeOfKnown(nodes: usize, values: usize, rows: i32, out: usize): void {
  const end = out + (<usize>rows << 2)
  for (; out < end; out += 16, values += 16) {
    v128.store(out, f32x4.add(v128.load(out), ofRoot(nodes, values, false)))
  }
}

function addPerfectTree(nodes: usize, values: usize, rows: i32, out: usize): void {
  const end = out + (<usize>rows << 2)
  for (; out < end; out += 16, values += 16) {
    v128.store(out, f32x4.add(v128.load(out), ofRoot(nodes, values, true)))
  }
}

function addDeepTree(root: usize, depth: i32, values: usize, rows: i32, out: usize): void {
  const end = out + (<usize>rows << 2)
  for (; out < end; out += 4, values += 4) {
    let node = root
    for (let step = 0; step < depth; step++) {
      const value = load<f32>(values + <usize>load<u32>(node, L.stepValues))
      const isMissing = i32(value != value) & load<i32>(node, L.stepMissingRight)
      const right = i32(value >= load<f32>(node, L.stepThreshold)) | isMissing
      node = <usize>load<u32>(node, L.stepLeft) + (<usize>(right & 1) << 5)
    }
    store<f32>(out, load<f32>(out) + load<f32>(node, L.stepLeaf))
  }
}
