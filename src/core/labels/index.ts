export { binaryTarget, classBand, classify, classNames } from './classes.ts'
export { computeLabel } from './computeLabel.ts'
export type { BandRule, LabelSpec } from './labelSpec.ts'
export { parseBand, parseLabel } from './parseLabel.ts'
