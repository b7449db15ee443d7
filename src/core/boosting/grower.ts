import type { BinnedFeatures } from './binning.ts'
import { smallestShared } from './engine/crew.ts'
import type { FitMemory } from './fitMemory.ts'
import type { Scale } from './gradients.ts'
import * as layout from './layout.ts'
import { leafWeight, type SplitRules } from './leafWeight.ts'
import type { Tree } from './model.ts'
import { Nodes } from './nodes.ts'
import type { Tasks } from './tasks.ts'

export interface GrowthParams extends SplitRules {
  /** Greatest number of splits between root and leaf. */
  depth: number
  rate: number
  gamma: number
  /** Most leaves of a tree; 0: no limit. */
  maxLeaves: number
  /** `depth`: level by level. `leaf`: always the leaf whose split gains most. */
  growth: 'depth' | 'leaf'
}

/** Features that one task adds up and scans. */
interface Part {
  first: number
  end: number
}

/** Below every finite float32 but one: with it only missing values go left. */
const belowEveryValue = -3.4028234663852886e38

/** A gain this small a share of the children's scores is rounding, not structure. */
const gainResolution = 1e-10

/** Nodes split at a time: enough to keep threads busy, and few, since each keeps the sums of its rows. */
const batchNodes = 32

/** Rough nanoseconds: of adding a row to one feature's sums, of scanning one feature, and of a row elsewhere. */
const addingEffort = 0.7
const scanningEffort = 500
const rowEffort = 2

/** A node whose best split is known. */
interface OpenNode {
  group: number
  node: number
  /** Where its sums lie. */
  sums: number
  feature: number
  bin: number
  missingLeft: number
  gain: number
  leftGradient: number
  leftHessian: number
}

/** A node about to be split, and the children that get sums: the one with fewer rows is added up. */
interface SplitNode {
  parent: OpenNode
  smaller: number
  larger: number
}

/**
 * Grows the trees of a round, one per group, side by side: the nodes of all of them keep threads busy together. The
 * rows of a node are one stretch of a list that is parted in place.
 */
export class ForestGrower {
  private readonly memory: FitMemory
  private readonly binned: BinnedFeatures
  private readonly params: GrowthParams
  private readonly nodes: Nodes[]
  private readonly freeSums: number[] = []
  private scales: readonly Scale[] = []
  private allowed: (group: number, depth: number) => number = () => 0

  constructor(memory: FitMemory, binned: BinnedFeatures, params: GrowthParams) {
    this.memory = memory
    this.binned = binned
    this.params = params
    this.nodes = Array.from({ length: memory.groups }, () => new Nodes())
  }

  /**
   * Grows the trees on the rows that stand in the memory's lists.
   *
   * @param rows how many rows of each list to learn from
   * @param allowed where the flags of the features lie that may split at a depth of a group's tree
   */
  grow(rows: number, scales: readonly Scale[], allowed: (group: number, depth: number) => number): Tree[] {
    this.scales = scales
    this.allowed = allowed
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
      own.sort((a, b) => (growth === 'leaf' ? b.gain - a.gain : 0) || a.node - b.node)
      const taken = growth === 'leaf' ? Math.min(1, room) : room
      now.push(...own.slice(0, taken))
      if (room > taken) later.push(...own.slice(taken))
      else for (const { sums } of own.slice(taken)) this.freeSums.push(sums)
    }
    return { now, later }
  }

  private plantRoots(rows: number): OpenNode[] {
    const { memory } = this
    for (const nodes of this.nodes) {
      nodes.clear()
      nodes.add(0, rows, 0)
      nodes.lower[0] = -Infinity
      nodes.upper[0] = Infinity
    }
    const parts = this.partsFor(this.nodes.length, rows * this.nodes.length)
    const roots = this.nodes.map((_, group) => ({ group, sums: this.takeSums() }))
    const tasks = memory.tasks(roots.length * parts.length, layout.histogramBytes)
    roots.forEach(({ group, sums }, index) => {
      parts.forEach((part, p) => {
        const task = index * parts.length + p
        this.fillTask(tasks, task, { group, begin: 0, end: rows, own: sums, parent: 0, depth: 0 }, part)
        tasks.setInt(task, layout.histogramDense, rows === memory.rows ? 1 : 0)
        this.fillChild(tasks, task, 0, group, 0)
        this.fillChild(tasks, task, 1, group, 0)
      })
    })
    memory.run('histogram', tasks, this.histogramEffort(rows * roots.length, roots.length))
    const open: OpenNode[] = []
    roots.forEach(({ group, sums }, index) => {
      const { gradient, hessian } = this.scales[group]
      const nodes = this.nodes[group]
      const child = layout.histogramChildren
      const first = index * parts.length
      nodes.gradient[0] = tasks.getDouble(first, child + layout.childGradient) / gradient
      nodes.hessian[0] = tasks.getDouble(first, child + layout.childHessian) / hessian
      this.weigh(group, 0)
      const found = this.maySplit(group, 0)
        ? this.bestOf(tasks, first, parts.length, 0, group, 0, sums)
        : null
      if (found) open.push(found)
      else this.freeSums.push(sums)
    })
    return open
  }

  private splitAll(now: OpenNode[]): OpenNode[] {
    const { memory } = this
    this.partition(now)
    const splits: SplitNode[] = []
    let rows = 0
    for (const parent of now) {
      const nodes = this.nodes[parent.group]
      const left = nodes.left[parent.node]
      const right = nodes.right[parent.node]
      if (!this.maySplit(parent.group, left) && !this.maySplit(parent.group, right)) {
        this.freeSums.push(parent.sums)
        continue
      }
      const leftRows = nodes.end[left] - nodes.begin[left]
      const rightRows = nodes.end[right] - nodes.begin[right]
      rows += Math.min(leftRows, rightRows)
      splits.push(
        leftRows <= rightRows
          ? { parent, smaller: left, larger: right }
          : { parent, smaller: right, larger: left },
      )
    }
    if (splits.length === 0) return []
    const parts = this.partsFor(splits.length, rows)
    const own = splits.map(() => this.takeSums())
    const tasks = memory.tasks(splits.length * parts.length, layout.histogramBytes)
    splits.forEach(({ parent: { group, sums }, smaller, larger }, index) => {
      const nodes = this.nodes[group]
      parts.forEach((part, p) => {
        const task = index * parts.length + p
        const begin = nodes.begin[smaller]
        const end = nodes.end[smaller]
        const depth = nodes.depth[smaller]
        this.fillTask(tasks, task, { group, begin, end, own: own[index], parent: sums, depth }, part)
        tasks.setInt(task, layout.histogramDense, 0)
        this.fillChild(tasks, task, 0, group, smaller)
        this.fillChild(tasks, task, 1, group, larger)
      })
    })
    memory.run('histogram', tasks, this.histogramEffort(rows, splits.length))
    const open: OpenNode[] = []
    splits.forEach(({ parent: { group, sums }, smaller, larger }, index) => {
      const first = index * parts.length
      const children: [number, number][] = [
        [smaller, own[index]],
        [larger, sums],
      ]
      children.forEach(([node, nodeSums], child) => {
        const found = this.maySplit(group, node)
          ? this.bestOf(tasks, first, parts.length, child, group, node, nodeSums)
          : null
        if (found) open.push(found)
        else this.freeSums.push(nodeSums)
      })
    })
    return open
  }

  /** Parts the rows of the nodes and adds their children. */
  private partition(now: OpenNode[]): void {
    const { memory, binned } = this
    const tasks = memory.tasks(now.length, layout.partitionBytes)
    let rows = 0
    now.forEach(({ group, node, feature, bin, missingLeft }, task) => {
      const nodes = this.nodes[group]
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
      const { group, node, feature, bin } = entry
      const nodes = this.nodes[group]
      nodes.feature[node] = feature
      nodes.bin[node] = bin
      nodes.missingLeft[node] = entry.missingLeft
      nodes.gain[node] = entry.gain
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
    { group, node, feature, bin, leftGradient, leftHessian }: OpenNode,
    left: number,
    right: number,
  ) {
    const nodes = this.nodes[group]
    nodes.gradient[left] = leftGradient
    nodes.hessian[left] = leftHessian
    nodes.gradient[right] = nodes.gradient[node] - leftGradient
    nodes.hessian[right] = nodes.hessian[node] - leftHessian
    for (const child of [left, right]) {
      nodes.lower[child] = nodes.lower[node]
      nodes.upper[child] = nodes.upper[node]
      this.weigh(group, child)
    }
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

  private fillTask(
    tasks: Tasks,
    task: number,
    {
      group,
      begin,
      end,
      own,
      parent,
      depth,
    }: Record<'group' | 'begin' | 'end' | 'own' | 'parent' | 'depth', number>,
    part: Part,
  ): void {
    const { lambda, alpha, minChildWeight, directions } = this.params
    const { gradient, hessian } = this.scales[group]
    tasks.setInt(task, layout.histogramGroup, group)
    tasks.setInt(task, layout.histogramBegin, begin)
    tasks.setInt(task, layout.histogramEnd, end)
    tasks.setInt(task, layout.histogramFirstFeature, part.first)
    tasks.setInt(task, layout.histogramEndFeature, part.end)
    tasks.setInt(task, layout.histogramOwn, own)
    tasks.setInt(task, layout.histogramParent, parent)
    tasks.setInt(task, layout.histogramAllowed, this.allowed(group, depth))
    tasks.setInt(task, layout.histogramMonotone, directions === null ? 0 : 1)
    tasks.setDouble(task, layout.histogramLambda, lambda * hessian)
    tasks.setDouble(task, layout.histogramAlpha, alpha * gradient)
    tasks.setDouble(task, layout.histogramMinChild, Math.max(1, minChildWeight * hessian))
  }

  private fillChild(tasks: Tasks, task: number, child: number, group: number, node: number): void {
    const nodes = this.nodes[group]
    const { gradient, hessian } = this.scales[group]
    const at = layout.histogramChildren + child * layout.childBytes
    tasks.setDouble(task, at + layout.childGradient, nodes.gradient[node] * gradient)
    tasks.setDouble(task, at + layout.childHessian, nodes.hessian[node] * hessian)
    tasks.setDouble(task, at + layout.childLower, (nodes.lower[node] / hessian) * gradient)
    tasks.setDouble(task, at + layout.childUpper, (nodes.upper[node] / hessian) * gradient)
  }

  /** The best split among the parts of the features; of equal ones the first. Null when none gains enough. */
  private bestOf(
    tasks: Tasks,
    first: number,
    parts: number,
    child: number,
    group: number,
    node: number,
    sums: number,
  ): OpenNode | null {
    const at = layout.histogramChildren + child * layout.childBytes
    let best = -1
    let score = -Infinity
    for (let task = first; task < first + parts; task++) {
      if (tasks.getInt(task, at + layout.childFeature) < 0) continue
      const found = tasks.getDouble(task, at + layout.childScore)
      if (found > score) {
        best = task
        score = found
      }
    }
    if (best < 0) return null
    const { gradient, hessian } = this.scales[group]
    const gain = ((score - tasks.getDouble(best, at + layout.childOwnScore)) / gradient / gradient) * hessian
    const whole = (score / gradient / gradient) * hessian
    if (!(gain > gainResolution * whole && gain >= this.params.gamma)) return null
    return {
      group,
      node,
      sums,
      feature: tasks.getInt(best, at + layout.childFeature),
      bin: tasks.getInt(best, at + layout.childBin),
      missingLeft: tasks.getInt(best, at + layout.childMissingLeft),
      gain,
      leftGradient: tasks.getDouble(best, at + layout.childLeftGradient) / gradient,
      leftHessian: tasks.getDouble(best, at + layout.childLeftHessian) / hessian,
    }
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

  /** How the features are shared out: among all lanes where there are few nodes, and not at all where there are many. */
  private partsFor(nodes: number, rows: number): Part[] {
    const { features, lanes } = this.memory
    const groups = Math.ceil(features / layout.featureGroup)
    const effort = this.histogramEffort(rows, nodes)
    const wanted = nodes >= 4 * lanes || effort < smallestShared ? 1 : Math.min(lanes, groups)
    return Array.from({ length: wanted }, (_, part) => ({
      first: Math.floor((part * groups) / wanted) * layout.featureGroup,
      end: Math.min(features, Math.floor(((part + 1) * groups) / wanted) * layout.featureGroup),
    }))
  }

  private histogramEffort(rows: number, nodes: number): number {
    return this.memory.features * (rows * addingEffort + nodes * scanningEffort)
  }

  private takeSums(): number {
    return this.freeSums.pop() ?? this.memory.arena.allocate(this.memory.histogramBytes)
  }
}
