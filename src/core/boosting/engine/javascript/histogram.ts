import * as layout from '../../layout.ts'
import { missingOf } from './rows.ts'
import { scanChildren } from './splitting.ts'
import type { Views } from './views.ts'

export function addTwins(views: Views, fit: number, task: number): void {
  const { i32 } = views
  const group = i32[(task + layout.histogramGroup) / 4]
  for (const twin of [0, 1]) {
    const own = i32[(task + (twin === 0 ? layout.histogramOwn : layout.histogramTwin)) / 4]
    const end = i32[(task + layout.histogramEndFeature) / 4]
    for (let feature = i32[(task + layout.histogramFirstFeature) / 4]; feature < end; feature++) {
      const { valueBins, offset } = sumsOf(views, fit, feature)
      if (valueBins > 0)
        addUp(views, fit, task, group + twin, feature, (own + offset) / 8, 2 * (valueBins + 1))
    }
  }
}

export function histogram(views: Views, fit: number, task: number): void {
  const { i32, f64 } = views
  const group = i32[(task + layout.histogramGroup) / 4]
  const isAdded = i32[(task + layout.histogramIsAdded) / 4] === 1
  const own = i32[(task + layout.histogramOwn) / 4]
  const parent = i32[(task + layout.histogramParent) / 4]
  const end = i32[(task + layout.histogramEndFeature) / 4]
  let isFirst = true
  for (let feature = i32[(task + layout.histogramFirstFeature) / 4]; feature < end; feature++) {
    const { valueBins, offset } = sumsOf(views, fit, feature)
    if (valueBins === 0) continue // flags, which the features they are of have read
    const sums = 2 * (valueBins + 1)
    const from = (own + offset) / 8
    if (!isAdded) addUp(views, fit, task, group, feature, from, sums)
    if (parent === 0) {
      if (isFirst) totalRoot(views, task, from, sums)
    } else {
      for (let i = 0; i < sums; i++) f64[(parent + offset) / 8 + i] -= f64[from + i]
    }
    isFirst = false
  }
  scanChildren(views, fit, task)
}

function sumsOf({ i32 }: Views, fit: number, feature: number): { valueBins: number; offset: number } {
  const record = i32[(fit + layout.fitFeatures) / 4] + feature * layout.featureBytes
  return {
    valueBins: i32[(record + layout.featureValueBins) / 4],
    offset: i32[(record + layout.featureOffset) / 4],
  }
}

/** Sums of one feature over the rows of a task; those of integers, so that doubles hold them exactly. */
function addUp(
  views: Views,
  fit: number,
  task: number,
  group: number,
  feature: number,
  from: number,
  sums: number,
): void {
  const { i32, u8, f64 } = views
  const isMissing = missingOf(views, fit, feature)
  const missing = from + sums - 2
  const rows = i32[(fit + layout.fitRows) / 4]
  const dense = i32[(task + layout.histogramDense) / 4] === 1
  const list = i32[(fit + layout.fitList) / 4] / 4 + group * rows
  const pairs = i32[(fit + layout.fitPairs) / 4] / 4 + 2 * group * rows
  const column = i32[(fit + layout.fitColumnBins) / 4] + feature * rows
  const end = i32[(task + layout.histogramEnd) / 4]
  f64.fill(0, from, from + sums)
  for (let i = i32[(task + layout.histogramBegin) / 4]; i < end; i++) {
    const row = dense ? i : i32[list + i]
    const at = isMissing(row) ? missing : from + 2 * u8[column + row]
    f64[at] += i32[pairs + 2 * row]
    f64[at + 1] += i32[pairs + 2 * row + 1]
  }
}

function totalRoot({ f64 }: Views, task: number, from: number, sums: number): void {
  const child = (task + layout.histogramChildren) / 8
  f64[child] = 0
  f64[child + 1] = 0
  for (let i = 0; i < sums; i += 2) {
    f64[child] += f64[from + i]
    f64[child + 1] += f64[from + i + 1]
  }
  f64[child + layout.childBytes / 8] = f64[child]
  f64[child + layout.childBytes / 8 + 1] = f64[child + 1]
}
