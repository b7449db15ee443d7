import { Random } from '../random.ts'
import type { FitMemory } from './fitMemory.ts'
import type { BoosterParams } from './params.ts'

/** Draws the rows of each round, and the features of each tree and depth, into the memory of a fit. */
export class Sampler {
  /** Rows that a round learns from. */
  readonly rows: number
  /** Rows that the round does not learn from, ascending. */
  readonly rowsLeftOut: Int32Array
  private readonly memory: FitMemory
  private readonly random: Random
  private readonly sampledRows: Int32Array
  /** Places in `splittable`, ascending. */
  private readonly treeFeatures: Int32Array
  /** Places in `treeFeatures`, ascending. */
  private readonly levelFeatures: Int32Array
  /** Depths that draw features of their own. */
  private readonly levels: number
  private readonly flags: number
  private readonly flagBytes: Uint8Array

  constructor(
    memory: FitMemory,
    { subsample, columnSample, columnSampleByLevel, depth, seed }: BoosterParams,
  ) {
    const { rows, features, groups, splittable } = memory
    this.memory = memory
    this.random = new Random(seed)
    this.rows = Math.max(1, Math.round(subsample * rows))
    this.sampledRows = ascending(this.rows)
    this.rowsLeftOut = new Int32Array(rows - this.rows)
    this.treeFeatures = ascending(drawn(columnSample, splittable.length))
    this.levelFeatures = ascending(drawn(columnSampleByLevel, this.treeFeatures.length))
    this.levels = this.levelFeatures.length < this.treeFeatures.length ? depth : 1
    this.flags = memory.arena.allocate(groups * this.levels * features)
    this.flagBytes = memory.arena.bytes(this.flags, groups * this.levels * features)
  }

  /** Where the flags lie of the features that may split nodes of a depth in the tree of a group. */
  readonly allowed = (group: number, depth: number): number =>
    this.flags + (group * this.levels + Math.min(depth, this.levels - 1)) * this.memory.features

  nextRound(): void {
    const { memory, random } = this
    if (this.rowsLeftOut.length > 0) {
      random.sampleInto(this.sampledRows, memory.rows)
      complement(this.sampledRows, this.rowsLeftOut, memory.rows)
    }
    for (let group = 0; group < memory.groups; group++) {
      memory.listOf(group).set(this.sampledRows)
      const { length } = memory.splittable
      if (this.treeFeatures.length < length) random.sampleInto(this.treeFeatures, length)
      for (let level = 0; level < this.levels; level++) this.drawLevel(group, level)
    }
  }

  private drawLevel(group: number, level: number): void {
    const { treeFeatures, levelFeatures } = this
    if (this.levels > 1) this.random.sampleInto(levelFeatures, treeFeatures.length)
    const first = this.allowed(group, level) - this.flags
    this.flagBytes.fill(0, first, first + this.memory.features)
    for (let place = 0; place < levelFeatures.length; place++) {
      this.flagBytes[first + this.memory.splittable[treeFeatures[levelFeatures[place]]]] = 1
    }
  }
}

const ascending = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i)

/** How many a share of some features is: at least one, if there is any. */
const drawn = (share: number, features: number): number =>
  Math.min(features, Math.max(1, Math.floor(share * features)))

/** Writes the numbers below `population` that are not in `taken`, both ascending. */
function complement(taken: Int32Array, out: Int32Array, population: number): void {
  for (let candidate = 0, next = 0, target = 0; candidate < population; candidate++) {
    if (taken[next] === candidate) next++
    else out[target++] = candidate
  }
}
