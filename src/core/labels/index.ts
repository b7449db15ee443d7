export { binaryTarget, type ClassName, classBand, classify, classNames } from './classes.ts'
export { computeLabel, type Label } from './computeLabel.ts'
export type { BandRule, LabelSpec } from './labelSpec.ts'
export { parseBand, parseLabel } from './parseLabel.ts'
