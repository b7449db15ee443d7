/**
 * One step of growing trees, or of predicting by them, on records in shared memory (`../layout.ts`).
 *
 * @param fit where the fit's record lies, in bytes
 * @param task where the task's record lies
 * @param lane where memory lies that the calling thread has for itself
 */
export type Kernel = (fit: number, task: number, lane: number) => void

/** The steps by number, as threads tell each other which one to do. */
export const kernelNames = [
  'binColumn',
  'logisticGradients',
  'softmaxGradients',
  'squaredGradients',
  'quantise',
  'addTwins',
  'histogram',
  'partition',
  'addLeaf',
  'walk',
  'rank',
  'predict',
] as const

export type KernelName = (typeof kernelNames)[number]

export type Kernels = Readonly<Record<KernelName, Kernel>>
