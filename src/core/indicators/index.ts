export { computeIndicators } from './compute.ts'
export { indicators } from './registry.ts'
export { type IndicatorSpec, indicatorNames, resolveIndicator } from './resolve.ts'
