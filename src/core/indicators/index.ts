export { computeIndicators } from './compute.ts'
export { pendingIndicators } from './pending.ts'
export { indicators } from './registry.ts'
export { type IndicatorSpec, indicatorNames, resolveIndicator } from './resolve.ts'
