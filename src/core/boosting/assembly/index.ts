// The kernels of the trainer: what WebAssembly does faster than JavaScript, for it adds two numbers at once and checks
// no bounds. Each takes where the fit, its task and its lane's scratch memory lie. Their JavaScript form is
// `../engine/javascript/`; both give the same bytes.

export { binColumn } from './binning'
export { logisticGradients, quantise, softmaxGradients, squaredGradients } from './gradients'
export { addTwins, histogram } from './histogram'
export { predict, rank } from './prediction'
export { addLeaf, partition, walk } from './rows'
// Not for callers: what is exported is not inlined, and has the processor's registers for itself.
export { findLeaves } from './prediction'
export { consider, scanFree, scanFreeMissingLeft, scanMonotone, scanShrunk, scanShrunkMissingLeft } from './splitting'
