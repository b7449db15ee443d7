import type { KernelName } from './engine/kernels.ts'
import type { FitMemory } from './fitMemory.ts'
import * as layout from './layout.ts'
import type { ObjectiveName } from './model.ts'

/** What a group's gradients and hessians were multiplied by before they were rounded: powers of two. */
export interface Scale {
  gradient: number
  hessian: number
}

const kernels: Record<ObjectiveName, KernelName> = {
  binary: 'logisticGradients',
  softmax: 'softmaxGradients',
  squared: 'squaredGradients',
}

/** Rough nanoseconds that a row takes. */
const gradientEffort = 5
const roundingEffort = 2

/**
 * Computes gradients and hessians of all rows and groups from the margins, and rounds them to integers.
 *
 * Every sum of integers is exact. So a model is the same whatever the order of rows or the number of threads, sums
 * by subtraction equal sums by adding up, and a row of weight 2 equals two rows. An integer has 16 bits or more, by how
 * many rows there are; how little that costs is in docs/decisions/0003-exact-gradient-sums.md.
 */
export function roundedGradients(memory: FitMemory, objective: ObjectiveName): Scale[] {
  const largest = computeGradients(memory, objective)
  const scales = largest.map(({ gradient, hessian }) => ({
    gradient: scaleFor(gradient, memory.quantisedLimit),
    hessian: scaleFor(hessian, memory.quantisedLimit),
  }))
  roundGradients(memory, scales)
  return scales
}

function computeGradients(memory: FitMemory, objective: ObjectiveName): Scale[] {
  const { rows, groups } = memory
  const chunks = chunksOf(rows, memory.lanes)
  const tasks = memory.tasks(chunks.length, layout.gradientLargest + 16 * groups)
  chunks.forEach(({ begin, end }, task) => {
    tasks.setInt(task, layout.gradientBegin, begin)
    tasks.setInt(task, layout.gradientEnd, end)
  })
  memory.run(kernels[objective], tasks, rows * groups * gradientEffort)
  return Array.from({ length: groups }, (_, group) => {
    const most = (field: number) =>
      chunks.reduce((value, _, task) => Math.max(value, tasks.getDouble(task, field + 16 * group)), 0)
    return { gradient: most(layout.gradientLargest), hessian: most(layout.gradientLargest + 8) }
  })
}

function roundGradients(memory: FitMemory, scales: readonly Scale[]): void {
  const { rows, groups } = memory
  const chunks = chunksOf(rows, memory.lanes)
  const tasks = memory.tasks(chunks.length * groups, layout.quantiseBytes)
  for (let task = 0; task < tasks.count; task++) {
    const group = task % groups
    const { begin, end } = chunks[Math.floor(task / groups)]
    tasks.setInt(task, layout.quantiseBegin, begin)
    tasks.setInt(task, layout.quantiseEnd, end)
    tasks.setInt(task, layout.quantiseGroup, group)
    tasks.setDouble(task, layout.quantiseGradientScale, scales[group].gradient)
    tasks.setDouble(task, layout.quantiseHessianScale, scales[group].hessian)
  }
  memory.run('quantise', tasks, rows * groups * roundingEffort)
}

/** An even number of rows for each lane, since kernels take two at a time. */
function chunksOf(rows: number, lanes: number): { begin: number; end: number }[] {
  const size = 2 * Math.ceil(rows / lanes / 2)
  const chunks: { begin: number; end: number }[] = []
  for (let begin = 0; begin < rows; begin += size) {
    // A chunk of one row would have no second one to be computed with.
    const end = rows - begin - size < 2 ? rows : begin + size
    chunks.push({ begin, end })
    if (end === rows) break
  }
  return chunks
}

const bits = new DataView(new ArrayBuffer(8))

/** The greatest power of two that keeps `largest` times it within the limit. */
function scaleFor(largest: number, limit: number): number {
  if (!(largest > 0)) return 1
  bits.setFloat64(0, Math.min(limit / largest, 2 ** 200))
  return 2 ** ((bits.getUint16(0) >> 4) - 1023)
}
