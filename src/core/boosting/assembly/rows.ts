// What happens to rows once a node is split: they are parted, and gain the value of their leaf.

import * as L from '../layout'

/** Moves the rows that go left to the front of the stretch; both sides keep their order. */
export function partition(fit: usize, task: usize, lane: usize): void {
  const rows = <usize>load<i32>(fit, L.fitRows)
  const group = <usize>load<i32>(task, L.partitionGroup)
  const feature = <usize>load<i32>(task, L.partitionFeature)
  const list = <usize>load<u32>(fit, L.fitList) + (group * rows << 2)
  const spill = <usize>load<u32>(fit, L.fitSpill) + (group * rows << 2)
  const column = <usize>load<u32>(fit, L.fitColumnBins) + feature * rows
  const record = <usize>load<u32>(fit, L.fitFeatures) + feature * L.featureBytes
  const flags = load<i32>(record, L.featureFlags)
  const missingLeft = load<i32>(task, L.partitionMissingLeft)
  // A missing value's bin is above all others: where it goes right, it goes by the comparison like any other.
  const leftAlone = missingLeft ? load<u32>(record, L.featureValueBins) : 256
  const bin = load<i32>(task, L.partitionBin)
  const begin = <usize>load<i32>(task, L.partitionBegin)
  const end = list + (<usize>load<i32>(task, L.partitionEnd) << 2)
  let from = list + (begin << 2)
  let left = from
  let right = spill + (begin << 2)
  const rightBegin = right
  if (missingLeft && flags >= 0) {
    const flagsColumn = <usize>load<u32>(fit, L.fitColumnBins) + <usize>flags * rows
    const flag = load<i32>(record, L.featureFlag)
    for (; from < end; from += 4) {
      const row = load<u32>(from)
      const isLow = i32(<i32>load<u8>(column + <usize>row) <= bin)
      const isMissing = i32((<i32>load<u8>(flagsColumn + <usize>row) & flag) != 0)
      const goesLeft = <usize>(isLow | isMissing) << 2
      store<u32>(left, row)
      store<u32>(right, row)
      left += goesLeft
      right += 4 - goesLeft
    }
  } else {
    for (; from < end; from += 4) {
      const row = load<u32>(from)
      const rowBin = <i32>load<u8>(column + <usize>row)
      const goesLeft = <usize>(i32(rowBin <= bin) | i32(<u32>rowBin == leftAlone)) << 2
      store<u32>(left, row)
      store<u32>(right, row)
      left += goesLeft
      right += 4 - goesLeft
    }
  }
  store<i32>(task, <i32>((left - list) >> 2), L.partitionMiddle)
  memory.copy(left, rightBegin, right - rightBegin)
}

/** Adds a leaf's value to the margins of its rows. */
export function addLeaf(fit: usize, task: usize, lane: usize): void {
  const rows = <usize>load<i32>(fit, L.fitRows)
  const group = <usize>load<i32>(task, L.leafGroup)
  const list = <usize>load<u32>(fit, L.fitList) + (group * rows << 2)
  const margins = <usize>load<u32>(fit, L.fitMargins) + (group * rows << 2)
  const value = load<f32>(task, L.leafValue)
  const end = list + (<usize>load<i32>(task, L.leafEnd) << 2)
  for (let from = list + (<usize>load<i32>(task, L.leafBegin) << 2); from < end; from += 4) {
    const at = margins + (<usize>load<u32>(from) << 2)
    store<f32>(at, load<f32>(at) + value)
  }
}

/** Adds to rows that no tree of the round has learned from the value of the leaf that their bins lead to. */
export function walk(fit: usize, task: usize, lane: usize): void {
  const rows = <usize>load<i32>(fit, L.fitRows)
  const margins = <usize>load<u32>(fit, L.fitMargins) + (<usize>load<i32>(task, L.walkGroup) * rows << 2)
  const columns = <usize>load<u32>(fit, L.fitColumnBins)
  const features = <usize>load<u32>(fit, L.fitFeatures)
  const nodes = <usize>load<u32>(task, L.walkNodes)
  const end = <usize>load<u32>(task, L.walkEnd)
  for (let from = <usize>load<u32>(task, L.walkRows); from < end; from += 4) {
    const row = <usize>load<u32>(from)
    let node = nodes
    let left = load<i32>(node, L.nodeLeft)
    while (left >= 0) {
      const feature = <usize>load<i32>(node, L.nodeFeature)
      const bin = <i32>load<u8>(columns + feature * rows + row)
      const record = features + feature * L.featureBytes
      const goesLeft =
        bin <= load<i32>(node, L.nodeBin) ||
        (load<i32>(node, L.nodeMissingLeft) && isMissing(columns, rows, row, bin, record))
      node = nodes + <usize>((goesLeft ? left : load<i32>(node, L.nodeRight)) * L.nodeBytes)
      left = load<i32>(node, L.nodeLeft)
    }
    const at = margins + (row << 2)
    store<f32>(at, load<f32>(at) + load<f32>(node, L.nodeValue))
  }
}

// @ts-ignore: decorator
@inline
function isMissing(columns: usize, rows: usize, row: usize, bin: i32, feature: usize): bool {
  const flags = load<i32>(feature, L.featureFlags)
  if (flags < 0) return bin == load<i32>(feature, L.featureValueBins)
  return (<i32>load<u8>(columns + <usize>flags * rows + row) & load<i32>(feature, L.featureFlag)) != 0
}
