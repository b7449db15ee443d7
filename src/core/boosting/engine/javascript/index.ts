import type { Arena } from '../arena.ts'
import type { Kernel, Kernels } from '../kernels.ts'
import { binColumn } from './binning.ts'
import { logisticGradients, quantise, softmaxGradients, squaredGradients } from './gradients.ts'
import { addTwins, histogram } from './histogram.ts'
import { predict, rank } from './prediction.ts'
import { addLeaf, partition, walk } from './rows.ts'
import { Views } from './views.ts'

/**
 * The kernels in JavaScript: what those of `../../assembly/` are held to by tests, byte by byte, and what trees are
 * grown with where there is no WebAssembly.
 */
export function javaScriptKernels(arena: Arena): Kernels {
  const views = new Views(arena)
  const bind =
    (kernel: (views: Views, fit: number, task: number) => void): Kernel =>
    (fit, task) =>
      kernel(views.now(), fit, task)
  return {
    binColumn: bind(binColumn),
    logisticGradients: bind(logisticGradients),
    softmaxGradients: bind(softmaxGradients),
    squaredGradients: bind(squaredGradients),
    quantise: bind(quantise),
    addTwins: bind(addTwins),
    histogram: bind(histogram),
    partition: bind(partition),
    addLeaf: bind(addLeaf),
    walk: bind(walk),
    rank: bind(rank),
    predict: bind(predict),
  }
}
