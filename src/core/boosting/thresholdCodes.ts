import { lowestCode, mostThresholds } from './layout.ts'
import type { Tree } from './model.ts'

/** Thresholds of one feature, at most `mostThresholds`, and the numbers of the planes of codes that they give. */
export interface CodeRun {
  feature: number
  /** Ascending, without repeats. */
  thresholds: Float32Array
  /** Codes with missing values left of all thresholds, and right; -1 where no node sends them so. */
  missingLeft: number
  missingRight: number
}

/**
 * What a model has to know of each value: its rank among the thresholds that trees compare it with. Ranks are codes of
 * one byte, so that the thresholds of a feature are parted into runs; codes lie in planes, one for each run and
 * direction of missing values that occurs.
 */
export class ThresholdCodes {
  readonly runs: readonly CodeRun[]
  readonly planes: number
  private readonly runsOf: ReadonlyMap<number, readonly CodeRun[]>

  constructor(trees: readonly Tree[]) {
    const runsOf = new Map<number, CodeRun[]>()
    for (const [feature, thresholds] of thresholdsOf(trees))
      runsOf.set(feature, partInRuns(feature, thresholds))
    this.runsOf = runsOf
    this.runs = [...runsOf.values()].flat()
    let planes = 0
    for (const tree of trees) {
      forEachSplit(tree, (node) => {
        const run = this.runOf(tree.feature[node], tree.threshold[node])
        const side = tree.defaultLeft[node] === 1 ? 'missingLeft' : 'missingRight'
        if (run[side] < 0) run[side] = planes++
      })
    }
    this.planes = planes
  }

  /** The plane that a split of the model reads, and the highest code that goes left. */
  splitOf({ feature, threshold, defaultLeft }: Tree, node: number): { plane: number; code: number } {
    const run = this.runOf(feature[node], threshold[node])
    const plane = defaultLeft[node] === 1 ? run.missingLeft : run.missingRight
    return { plane, code: lowestCode + countBelow(run.thresholds, threshold[node]) }
  }

  private runOf(feature: number, threshold: number): CodeRun {
    const run = this.runsOf
      .get(feature)
      ?.find(({ thresholds }) => threshold <= thresholds[thresholds.length - 1])
    if (run === undefined)
      throw new RangeError(`no tree of the model compares feature ${feature} with ${threshold}`)
    return run
  }
}

function thresholdsOf(trees: readonly Tree[]): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>()
  for (const tree of trees) {
    forEachSplit(tree, (node) => {
      const ofFeature = found.get(tree.feature[node]) ?? new Set()
      found.set(tree.feature[node], ofFeature.add(tree.threshold[node]))
    })
  }
  return found
}

function forEachSplit({ left }: Tree, visit: (node: number) => void): void {
  for (let node = 0; node < left.length; node++) if (left[node] >= 0) visit(node)
}

function partInRuns(feature: number, thresholds: ReadonlySet<number>): CodeRun[] {
  const ascending = Float32Array.from(thresholds).sort()
  return Array.from({ length: Math.ceil(ascending.length / mostThresholds) }, (_, run) => ({
    feature,
    thresholds: ascending.subarray(run * mostThresholds, (run + 1) * mostThresholds),
    missingLeft: -1,
    missingRight: -1,
  }))
}

/** How many of ascending thresholds are below one of them. */
function countBelow(thresholds: Float32Array, threshold: number): number {
  let below = 0
  for (let left = thresholds.length; left > 0; ) {
    const half = (left + 1) >> 1
    if (thresholds[below + half - 1] < threshold) below += half
    left -= half
  }
  return below
}
