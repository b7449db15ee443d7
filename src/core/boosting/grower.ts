import type { BinnedFeatures } from './binning.ts'
import type { FitMemory } from './fitMemory.ts'
import type { Scale } from './gradients.ts'
import * as layout from './layout.ts'
import { leafWeight } from './leafWeight.ts'
import type { Tree } from './model.ts'
import { Nodes } from './nodes.ts'
import { type Pair, type SearchParams, type Split, SplitSearch } from './splitSearch.ts'

export interface GrowthParams extends SearchParams {
  /** Greatest number of splits between root and leaf. */
  depth: number
  rate: number
  /** Most leaves of a tree; 0: no limit. */
  maxLeaves: number
  /** `depth`: level by level. `leaf`: always the leaf whose split gains most. */
  growth: 'depth' | 'leaf'
}

/** Below every finite float32 but one: with it only missing values go left. */
const belowEveryValue = -3.4028234663852886e38

/** Nodes split at a time: enough to keep threads busy, and few, since each keeps the sums of its rows. */
const batchNodes = 32

/** Rough nanoseconds of parting a row, and of adding a leaf to it. */
const rowEffort = 2

/** A node whose best split is known. */
interface OpenNode {
  group: number
  node: number
  /** Where its sums lie. */
  sums: number
  split: Split
}

/**
 * Grows the trees of a round, one per group, side by side: the nodes of all of them keep threads busy together. The
 * rows of a node are one stretch of a list that is parted in place.
 */
export class ForestGrower {
  private readonly memory: FitMemory
  private readonly binned: BinnedFeatures
  private readonly params: GrowthParams
  private readonly nodes: readonly Nodes[]
  private readonly search: SplitSearch
  private readonly freeSums: number[] = []

  constructor(memory: FitMemory, binned: BinnedFeatures, params: GrowthParams) {
    this.memory = memory
    this.binned = binned
    this.params = params
    this.nodes = Array.from({ length: memory.groups }, () => new Nodes())
    this.search = new SplitSearch(memory, params, this.nodes)
  }

  /**
   * Grows the trees on the rows that stand in the memory's lists.
   *
   * @param rows how many rows of each list to learn from
   * @param allowed where the flags of the features lie that may split at a depth of a group's tree
   */
  grow(rows: number, scales: readonly Scale[], allowed: (group: number, depth: number) => number): Tree[] {
    this.search.nextRound(scales, allowed)
    let open = this.plantRoots(rows)
    while (open.length > 0) {
      const { now, later } = this.choose(open)
      const grown = this.splitAll(now)
      open = later.concat(grown)
    }
    this.addLeaves()
    return this.nodes.map((nodes, group) => nodes.finish(this.binned, group))
  }

  /** The nodes of a group's tree, for walking rows that it has not learned from. */
  nodesOf(group: number): Nodes {
    return this.nodes[group]
  }

  /**
   * Which nodes to split next. Without a limit of leaves the order changes nothing, so the newest go first, for
   * then few wait.
   */
  private choose(open: OpenNode[]): { now: OpenNode[]; later: OpenNode[] } {
    const { maxLeaves, growth } = this.params
    if (maxLeaves === 0) {
      const from = Math.max(0, open.length - batchNodes)
      return { now: open.slice(from), later: open.slice(0, from) }
    }
    const now: OpenNode[] = []
    const later: OpenNode[] = []
    for (let group = 0; group < this.nodes.length; group++) {
      const own = open.filter((entry) => entry.group === group)
      const room = maxLeaves - (this.nodes[group].count + 1) / 2
      own.sort((a, b) => (growth === 'leaf' ? b.split.gain - a.split.gain : 0) || a.node - b.node)
      const taken = growth === 'leaf' ? Math.min(1, room) : room
      now.push(...own.slice(0, taken))
      if (room > taken) later.push(...own.slice(taken))
      else for (const { sums } of own.slice(taken)) this.freeSums.push(sums)
    }
    return { now, later }
  }

  private plantRoots(rows: number): OpenNode[] {
    for (const nodes of this.nodes) {
      nodes.clear()
      nodes.add(0, rows, 0)
      nodes.lower[0] = -Infinity
      nodes.upper[0] = Infinity
    }
    const roots = this.nodes.map(
      (_, group): Pair => ({ group, added: 0, rest: 0, sums: this.takeSums(), parentSums: 0 }),
    )
    this.search.runRoots(roots, rows === this.memory.rows)
    const open: OpenNode[] = []
    roots.forEach(({ group, sums }, index) => {
      const { gradient, hessian } = this.search.total(index, group)
      this.nodes[group].gradient[0] = gradient
      this.nodes[group].hessian[0] = hessian
      this.weigh(group, 0)
      this.openInto(open, index, 0, group, 0, sums)
    })
    return open
  }

  /** Splits nodes, and opens those of their children that can be split in turn. */
  private splitAll(now: OpenNode[]): OpenNode[] {
    this.partition(now)
    const pairs: Pair[] = []
    for (const { group, node, sums } of now) {
      const { left, right, begin, end } = this.nodes[group]
      const [low, high] = [left[node], right[node]]
      if (!this.maySplit(group, low) && !this.maySplit(group, high)) {
        this.freeSums.push(sums)
        continue
      }
      const isLowSmaller = end[low] - begin[low] <= end[high] - begin[high]
      const [added, rest] = isLowSmaller ? [low, high] : [high, low]
      pairs.push({ group, added, rest, sums: this.takeSums(), parentSums: sums })
    }
    if (pairs.length === 0) return []
    this.search.run(pairs)
    const open: OpenNode[] = []
    pairs.forEach(({ group, added, rest, sums, parentSums }, index) => {
      this.openInto(open, index, 0, group, added, sums)
      this.openInto(open, index, 1, group, rest, parentSums)
    })
    return open
  }

  /** Adds a node with its best split to those that are open; where there is none, its sums are free. */
  private openInto(
    open: OpenNode[],
    pair: number,
    child: 0 | 1,
    group: number,
    node: number,
    sums: number,
  ): void {
    const split = this.maySplit(group, node) ? this.search.best(pair, child, group) : null
    if (split) open.push({ group, node, sums, split })
    else this.freeSums.push(sums)
  }

  /** Parts the rows of the nodes and adds their children. */
  private partition(now: OpenNode[]): void {
    const { memory, binned } = this
    const tasks = memory.tasks(now.length, layout.partitionBytes)
    let rows = 0
    now.forEach(({ group, node, split }, task) => {
      const nodes = this.nodes[group]
      const { feature, bin, missingLeft } = split
      rows += nodes.end[node] - nodes.begin[node]
      tasks.setInt(task, layout.partitionGroup, group)
      tasks.setInt(task, layout.partitionBegin, nodes.begin[node])
      tasks.setInt(task, layout.partitionEnd, nodes.end[node])
      tasks.setInt(task, layout.partitionFeature, feature)
      tasks.setInt(task, layout.partitionBin, bin)
      tasks.setInt(task, layout.partitionMissingLeft, missingLeft)
    })
    memory.run('partition', tasks, rows * rowEffort)
    now.forEach((entry, task) => {
      const { group, node, split } = entry
      const { feature, bin } = split
      const nodes = this.nodes[group]
      nodes.feature[node] = feature
      nodes.bin[node] = bin
      nodes.missingLeft[node] = split.missingLeft
      nodes.gain[node] = split.gain
      nodes.threshold[node] = bin < 0 ? belowEveryValue : binned.cuts[feature][bin]
      const middle = tasks.getInt(task, layout.partitionMiddle)
      const depth = nodes.depth[node] + 1
      const left = nodes.add(nodes.begin[node], middle, depth)
      const right = nodes.add(middle, nodes.end[node], depth)
      nodes.left[node] = left
      nodes.right[node] = right
      this.settle(entry, left, right)
    })
  }

  /** Gives the children of a split their sums, the range of their weights, and their weights. */
  private settle(
    { group, node, split: { feature, bin, leftGradient, leftHessian } }: OpenNode,
    left: number,
    right: number,
  ): void {
    const nodes = this.nodes[group]
    nodes.gradient[left] = leftGradient
    nodes.hessian[left] = leftHessian
    nodes.gradient[right] = nodes.gradient[node] - leftGradient
    nodes.hessian[right] = nodes.hessian[node] - leftHessian
    nodes.lower[left] = nodes.lower[node]
    nodes.upper[left] = nodes.upper[node]
    nodes.lower[right] = nodes.lower[node]
    nodes.upper[right] = nodes.upper[node]
    this.weigh(group, left)
    this.weigh(group, right)
    const direction = bin < 0 ? 0 : this.directionOf(feature)
    if (direction === 0) return
    // Whatever happens below, no leaf may cross the middle between both children's weights.
    const middle = (nodes.weight[left] + nodes.weight[right]) / 2
    const [lower, upper] = direction > 0 ? [right, left] : [left, right]
    nodes.lower[lower] = middle
    nodes.upper[upper] = middle
    this.weigh(group, left)
    this.weigh(group, right)
  }

  private directionOf(feature: number): number {
    return this.params.directions === null ? 0 : this.params.directions[feature]
  }

  private weigh(group: number, node: number): void {
    const nodes = this.nodes[group]
    nodes.weight[node] = leafWeight(nodes, node, this.params)
    nodes.value[node] = nodes.weight[node] * this.params.rate
  }

  private maySplit(group: number, node: number): boolean {
    const { hessian, begin, end, depth } = this.nodes[group]
    const enoughWeight = hessian[node] >= 2 * this.params.minChildWeight && hessian[node] > 0
    return depth[node] < this.params.depth && end[node] - begin[node] > 1 && enoughWeight
  }

  private addLeaves(): void {
    const leaves = this.nodes.flatMap((nodes, group) => nodes.leaves().map((node) => ({ group, node })))
    const tasks = this.memory.tasks(leaves.length, layout.leafBytes)
    let rows = 0
    leaves.forEach(({ group, node }, task) => {
      const { begin, end, value } = this.nodes[group]
      rows += end[node] - begin[node]
      tasks.setInt(task, layout.leafGroup, group)
      tasks.setInt(task, layout.leafBegin, begin[node])
      tasks.setInt(task, layout.leafEnd, end[node])
      tasks.setSingle(task, layout.leafValue, value[node])
    })
    this.memory.run('addLeaf', tasks, rows * rowEffort)
  }

  private takeSums(): number {
    return this.freeSums.pop() ?? this.memory.arena.allocate(this.memory.histogramBytes)
  }
}
