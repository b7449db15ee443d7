import * as layout from '../../layout.ts'
import type { Views } from './views.ts'

export function partition(views: Views, fit: number, task: number): void {
  const { i32, u8 } = views
  const rows = i32[(fit + layout.fitRows) / 4]
  const group = i32[(task + layout.partitionGroup) / 4]
  const feature = i32[(task + layout.partitionFeature) / 4]
  const bin = i32[(task + layout.partitionBin) / 4]
  const missingLeft = i32[(task + layout.partitionMissingLeft) / 4] === 1
  const list = i32[(fit + layout.fitList) / 4] / 4 + group * rows
  const spill = i32[(fit + layout.fitSpill) / 4] / 4 + group * rows
  const column = i32[(fit + layout.fitColumnBins) / 4] + feature * rows
  const isMissing = missingOf(views, fit, feature)
  const begin = i32[(task + layout.partitionBegin) / 4]
  const end = i32[(task + layout.partitionEnd) / 4]
  let left = begin
  let right = begin
  for (let i = begin; i < end; i++) {
    const row = i32[list + i]
    const rowBin = u8[column + row]
    if (rowBin <= bin || (missingLeft && isMissing(row))) i32[list + left++] = row
    else i32[spill + right++] = row
  }
  i32[(task + layout.partitionMiddle) / 4] = left
  i32.copyWithin(list + left, spill + begin, spill + right)
}

export function addLeaf({ i32, f32 }: Views, fit: number, task: number): void {
  const rows = i32[(fit + layout.fitRows) / 4]
  const group = i32[(task + layout.leafGroup) / 4]
  const list = i32[(fit + layout.fitList) / 4] / 4 + group * rows
  const margins = i32[(fit + layout.fitMargins) / 4] / 4 + group * rows
  const value = f32[(task + layout.leafValue) / 4]
  const end = i32[(task + layout.leafEnd) / 4]
  for (let i = i32[(task + layout.leafBegin) / 4]; i < end; i++) f32[margins + i32[list + i]] += value
}

export function walk(views: Views, fit: number, task: number): void {
  const { i32, u8, f32 } = views
  const rows = i32[(fit + layout.fitRows) / 4]
  const margins = i32[(fit + layout.fitMargins) / 4] / 4 + i32[(task + layout.walkGroup) / 4] * rows
  const columns = i32[(fit + layout.fitColumnBins) / 4]
  const nodes = i32[(task + layout.walkNodes) / 4]
  const end = i32[(task + layout.walkEnd) / 4] / 4
  for (let i = i32[(task + layout.walkRows) / 4] / 4; i < end; i++) {
    const row = i32[i]
    let node = nodes
    while (i32[(node + layout.nodeLeft) / 4] >= 0) {
      const feature = i32[(node + layout.nodeFeature) / 4]
      const bin = u8[columns + feature * rows + row]
      const missingLeft = i32[(node + layout.nodeMissingLeft) / 4] === 1
      const goesLeft =
        bin <= i32[(node + layout.nodeBin) / 4] || (missingLeft && missingOf(views, fit, feature)(row))
      node = nodes + layout.nodeBytes * i32[(node + (goesLeft ? layout.nodeLeft : layout.nodeRight)) / 4]
    }
    f32[margins + row] += f32[(node + layout.nodeValue) / 4]
  }
}

/** Tells which rows miss a value of a feature. */
export function missingOf({ i32, u8 }: Views, fit: number, feature: number): (row: number) => boolean {
  const rows = i32[(fit + layout.fitRows) / 4]
  const columns = i32[(fit + layout.fitColumnBins) / 4]
  const record = i32[(fit + layout.fitFeatures) / 4] + feature * layout.featureBytes
  const flags = i32[(record + layout.featureFlags) / 4]
  if (flags >= 0) {
    const flag = i32[(record + layout.featureFlag) / 4]
    return (row) => (u8[columns + flags * rows + row] & flag) !== 0
  }
  const bin = i32[(record + layout.featureValueBins) / 4]
  return (row) => u8[columns + feature * rows + row] === bin
}
