import type { IsotonicCalibration } from './isotonic.ts'
import type { SigmoidCalibration } from './platt.ts'

export { fitIsotonic } from './isotonic.ts'
export { fitPlatt } from './platt.ts'
export { type Reliability, reliability, wilsonInterval } from './reliability.ts'

/** A fitted map from score to probability; plain data that JSON keeps exactly. */
export type Calibration = SigmoidCalibration | IsotonicCalibration

/** Calibrated probabilities; without a calibration a copy of the scores. A missing score (NaN) stays missing. */
export function applyCalibration(calibration: Calibration | null, scores: Float64Array): Float64Array {
  if (calibration === null) return scores.slice()
  if (calibration.kind === 'sigmoid') {
    const { a, b } = calibration
    return scores.map((score) => 1 / (1 + Math.exp(a * score + b)))
  }
  return scores.map((score) => interpolate(calibration, score))
}

function interpolate({ x, y }: IsotonicCalibration, score: number): number {
  if (Number.isNaN(score)) return score
  let above = 0 // first point beyond the score
  for (let end = x.length; above < end; ) {
    const middle = (above + end) >> 1
    if (x[middle] <= score) above = middle + 1
    else end = middle
  }
  if (above === 0) return y[0]
  if (above === x.length) return y[x.length - 1]
  const share = (score - x[above - 1]) / (x[above] - x[above - 1])
  return y[above - 1] + share * (y[above] - y[above - 1])
}
