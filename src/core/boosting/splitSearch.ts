import { smallestShared } from './engine/crew.ts'
import type { FitMemory } from './fitMemory.ts'
import type { Scale } from './gradients.ts'
import * as layout from './layout.ts'
import type { SplitRules } from './leafWeight.ts'
import type { Nodes } from './nodes.ts'
import type { Tasks } from './tasks.ts'

export interface SearchParams extends SplitRules {
  /** Least gain of a split. */
  gamma: number
}

/** Two nodes to split, siblings or one root for both, and where the sums of their rows lie. */
export interface Pair {
  group: number
  /** The node whose rows are added up, and the one that has the rest of their parent's. */
  added: number
  rest: number
  /** Where the sums of the first go. */
  sums: number
  /** Where the sums of their parent lie, which become those of the second; 0 for a root. */
  parentSums: number
}

/** A split that is worth it, with the sums of its left side in the units of the data. */
export interface Split {
  feature: number
  bin: number
  missingLeft: number
  gain: number
  leftGradient: number
  leftHessian: number
}

/** Features that one task adds up and scans. */
interface Part {
  first: number
  end: number
}

/** A gain this small a share of the children's scores is rounding, not structure. */
const gainResolution = 1e-10

/** Rough nanoseconds: of adding a row to one feature's sums, and of scanning one feature. */
const addingEffort = 0.7
const scanningEffort = 500

/** Adds up the rows of nodes and finds their best splits, all that are asked for at once. */
export class SplitSearch {
  private readonly memory: FitMemory
  private readonly params: SearchParams
  private readonly nodes: readonly Nodes[]
  private scales: readonly Scale[] = []
  private allowed: (group: number, depth: number) => number = () => 0
  private tasks: Tasks
  /** The features in one part, and in one for each lane. */
  private readonly whole: readonly Part[]
  private readonly shared: readonly Part[]
  /** Tasks for each pair, one after the other. */
  private parts: readonly Part[] = []

  /** @param nodes those of each group's tree */
  constructor(memory: FitMemory, params: SearchParams, nodes: readonly Nodes[]) {
    this.memory = memory
    this.params = params
    this.nodes = nodes
    this.tasks = memory.tasks(0, layout.histogramBytes)
    this.whole = partsOf(memory.features, 1)
    this.shared = partsOf(memory.features, memory.lanes)
  }

  /** @param allowed where the flags of the features lie that may split at a depth of a group's tree */
  nextRound(scales: readonly Scale[], allowed: (group: number, depth: number) => number): void {
    this.scales = scales
    this.allowed = allowed
  }

  /** Finds the best splits of pairs, which `total` and `best` tell until the next call. */
  run(pairs: readonly Pair[]): void {
    this.search(pairs, 0, false)
  }

  /**
   * As `run`, of the roots of all groups. Their rows are the same, so that those of two are added up in one pass.
   *
   * @param dense whether they are all rows, in order
   */
  runRoots(roots: readonly Pair[], dense: boolean): void {
    const twins = roots.length - (roots.length % 2)
    if (twins > 0) this.addTwins(roots.slice(0, twins), dense)
    this.search(roots, twins, dense)
  }

  private addTwins(roots: readonly Pair[], dense: boolean): void {
    const firsts = roots.filter((_, index) => index % 2 === 0)
    const rows = this.rowsOf(firsts)
    this.layTasks(firsts, rows, dense)
    this.eachTask(firsts, (task, _, index) => {
      this.tasks.setInt(task, layout.histogramTwin, roots[2 * index + 1].sums)
    })
    this.memory.run('addTwins', this.tasks, this.effort(rows, 0))
  }

  /** @param added how many of the first nodes have had their rows added up */
  private search(pairs: readonly Pair[], added: number, dense: boolean): void {
    const rows = this.rowsOf(pairs.slice(added))
    this.layTasks(pairs, rows, dense)
    this.eachTask(pairs, (task, pair, index) => {
      this.tasks.setInt(task, layout.histogramIsAdded, index < added ? 1 : 0)
      this.fillRules(task, pair)
      this.fillChild(task, 0, pair.group, pair.added)
      this.fillChild(task, 1, pair.group, pair.rest)
    })
    this.memory.run('histogram', this.tasks, this.effort(rows, pairs.length))
  }

  /** Makes tasks of nodes and parts of the features, and says what they are to add up. */
  private layTasks(pairs: readonly Pair[], rows: number, dense: boolean): void {
    this.parts = this.partsFor(pairs.length, rows)
    this.tasks = this.memory.tasks(pairs.length * this.parts.length, layout.histogramBytes)
    const { tasks, nodes, parts } = this
    this.eachTask(pairs, (task, { group, added, sums, parentSums }) => {
      const part = parts[task % parts.length]
      tasks.setInt(task, layout.histogramGroup, group)
      tasks.setInt(task, layout.histogramBegin, nodes[group].begin[added])
      tasks.setInt(task, layout.histogramEnd, nodes[group].end[added])
      tasks.setInt(task, layout.histogramDense, dense ? 1 : 0)
      tasks.setInt(task, layout.histogramFirstFeature, part.first)
      tasks.setInt(task, layout.histogramEndFeature, part.end)
      tasks.setInt(task, layout.histogramOwn, sums)
      tasks.setInt(task, layout.histogramParent, parentSums)
    })
  }

  private eachTask(pairs: readonly Pair[], fill: (task: number, pair: Pair, index: number) => void): void {
    const parts = this.parts.length
    for (let task = 0; task < pairs.length * parts; task++) {
      const index = Math.floor(task / parts)
      fill(task, pairs[index], index)
    }
  }

  private rowsOf(pairs: readonly Pair[]): number {
    return pairs.reduce((rows, { group, added }) => {
      const { begin, end } = this.nodes[group]
      return rows + end[added] - begin[added]
    }, 0)
  }

  /** The sums of a root, in the units of the data. */
  total(pair: number, group: number): { gradient: number; hessian: number } {
    const scale = this.scales[group]
    const task = pair * this.parts.length
    const child = layout.histogramChildren
    return {
      gradient: this.tasks.getDouble(task, child + layout.childGradient) / scale.gradient,
      hessian: this.tasks.getDouble(task, child + layout.childHessian) / scale.hessian,
    }
  }

  /**
   * The best split among all features; of equal ones the first. Null when none gains enough.
   *
   * @param child 0: of the node that was added up, 1: of the rest
   */
  best(pair: number, child: 0 | 1, group: number): Split | null {
    const { tasks } = this
    const at = layout.histogramChildren + child * layout.childBytes
    const first = pair * this.parts.length
    let best = -1
    let score = -Infinity
    for (let task = first; task < first + this.parts.length; task++) {
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
      feature: tasks.getInt(best, at + layout.childFeature),
      bin: tasks.getInt(best, at + layout.childBin),
      missingLeft: tasks.getInt(best, at + layout.childMissingLeft),
      gain,
      leftGradient: tasks.getDouble(best, at + layout.childLeftGradient) / gradient,
      leftHessian: tasks.getDouble(best, at + layout.childLeftHessian) / hessian,
    }
  }

  private fillRules(task: number, { group, added }: Pair): void {
    const { tasks, nodes } = this
    const { lambda, alpha, minChildWeight, directions } = this.params
    const { gradient, hessian } = this.scales[group]
    tasks.setInt(task, layout.histogramAllowed, this.allowed(group, nodes[group].depth[added]))
    tasks.setInt(task, layout.histogramMonotone, directions === null ? 0 : 1)
    tasks.setDouble(task, layout.histogramLambda, lambda * hessian)
    tasks.setDouble(task, layout.histogramAlpha, alpha * gradient)
    tasks.setDouble(task, layout.histogramMinChild, Math.max(1, minChildWeight * hessian))
  }

  private fillChild(task: number, child: 0 | 1, group: number, node: number): void {
    const { tasks } = this
    const nodes = this.nodes[group]
    const { gradient, hessian } = this.scales[group]
    const at = layout.histogramChildren + child * layout.childBytes
    tasks.setDouble(task, at + layout.childGradient, nodes.gradient[node] * gradient)
    tasks.setDouble(task, at + layout.childHessian, nodes.hessian[node] * hessian)
    tasks.setDouble(task, at + layout.childLower, (nodes.lower[node] / hessian) * gradient)
    tasks.setDouble(task, at + layout.childUpper, (nodes.upper[node] / hessian) * gradient)
  }

  /** How the features are shared out: among all lanes where there are few pairs, and not at all where there are many. */
  private partsFor(pairs: number, rows: number): readonly Part[] {
    const isWhole = pairs >= 4 * this.memory.lanes || this.effort(rows, pairs) < smallestShared
    return isWhole ? this.whole : this.shared
  }

  private effort(rows: number, pairs: number): number {
    return this.memory.features * (rows * addingEffort + pairs * scanningEffort)
  }
}

/** Parts of whole groups of features, as many as wanted if there are as many groups. */
function partsOf(features: number, wanted: number): Part[] {
  const groups = Math.ceil(features / layout.featureGroup)
  const count = Math.min(wanted, groups)
  return Array.from({ length: count }, (_, part) => ({
    first: Math.floor((part * groups) / count) * layout.featureGroup,
    end: Math.min(features, Math.floor(((part + 1) * groups) / count) * layout.featureGroup),
  }))
}
