import { binFeatures } from '../../../src/core/boosting/binning.ts'
import type { Engine } from '../../../src/core/boosting/engine/index.ts'
import { javaScriptEngine, webAssemblyEngine } from '../../../src/core/boosting/engine/index.ts'
import { FitMemory } from '../../../src/core/boosting/fitMemory.ts'
import { roundedGradients } from '../../../src/core/boosting/gradients.ts'
import { ForestGrower, type GrowthParams } from '../../../src/core/boosting/grower.ts'
import { Sampler } from '../../../src/core/boosting/sampler.ts'
import { plainParams } from './data.ts'

/** Both forms of the kernels: what holds for one must hold for the other. */
export const engines: readonly (readonly [string, Engine])[] = [
  ['WebAssembly', webAssemblyEngine()],
  ['JavaScript', javaScriptEngine()],
]

const growth: GrowthParams = {
  lambda: 0,
  alpha: 0,
  gamma: 0,
  minChildWeight: 0,
  directions: null,
  depth: 3,
  rate: 1,
  maxLeaves: 0,
  growth: 'depth',
}

/** Grows one tree on gradients as given, each row of hessian 1: those of a squared error whose margins are 0. */
export function growTree(
  engine: Engine,
  columns: ArrayLike<number>[],
  gradients: ArrayLike<number>,
  changes: Partial<GrowthParams> = {},
) {
  const labels = Float64Array.from(gradients, (gradient) => -gradient)
  const binned = binFeatures(
    columns.map((values) => Float64Array.from(values)),
    labels.length,
    256,
    null,
  )
  const params = { ...growth, ...changes }
  const memory = new FitMemory(engine, {
    binned,
    labels,
    weights: null,
    totalWeight: labels.length,
    groups: 1,
    monotone: params.directions,
  })
  memory.marginsOf(0).fill(0)
  const grower = new ForestGrower(memory, binned, params)
  const sampler = new Sampler(memory, plainParams)
  const scales = roundedGradients(memory, 'squared')
  sampler.nextRound()
  const [tree] = grower.grow(labels.length, scales, sampler.allowed)
  return {
    tree,
    memory,
    grower,
    rows: Array.from(memory.listOf(0)),
    margins: Array.from(memory.marginsOf(0)),
  }
}
