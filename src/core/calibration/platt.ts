import { checkScores } from './scores.ts'

/** P(y = 1) = 1 / (1 + exp(a·score + b)). */
export interface SigmoidCalibration {
  kind: 'sigmoid'
  a: number
  b: number
}

const maxSteps = 200
/** A slope this flat per row is the optimum, as far as doubles tell. */
const flat = 1e-13

/**
 * Fits a sigmoid to scores by maximum likelihood. The targets are not 0 and 1 but 1/(N- + 2) and (N+ + 1)/(N+ + 2),
 * so that scores which part the classes perfectly give finite answers. Solved by Newton's method with backtracking.
 * Sources: Platt, Probabilistic outputs for support vector machines (1999);
 * Lin, Lin, Weng, A note on Platt's probabilistic outputs (2007).
 * @param labels 0 or 1 per score
 * @throws UNPROCESSABLE without rows, INVALID_PARAM for a score that is no finite number or another label
 */
export function fitPlatt(scores: Float64Array, labels: Float64Array): SigmoidCalibration {
  checkScores(scores, labels)
  const rows = scores.length
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (rows - positives + 2)
  const targets = labels.map((label) => (label === 1 ? high : low))
  const mean = scores.reduce((sum, score) => sum + score, 0) / rows
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / rows)
  const share = targets.reduce((sum, target) => sum + target, 0) / rows
  const intercept = Math.log((1 - share) / share)
  if (!(spread > 0)) return { kind: 'sigmoid', a: 0, b: intercept }
  // Scores in standard units: Newton's equations are then well conditioned whatever the scale.
  const standard = scores.map((score) => (score - mean) / spread)
  const { slope, offset } = newton(standard, targets, intercept)
  return { kind: 'sigmoid', a: slope / spread, b: offset - (slope * mean) / spread }
}

function newton(
  scores: Float64Array,
  targets: Float64Array,
  intercept: number,
): { slope: number; offset: number } {
  let slope = 0
  let offset = intercept
  let loss = crossEntropy(scores, targets, slope, offset)
  for (let step = 0; step < maxSteps; step++) {
    const { gradient, hessian } = derivatives(scores, targets, slope, offset)
    if (Math.max(Math.abs(gradient[0]), Math.abs(gradient[1])) < flat * scores.length) break
    const [h11, h12, h22] = hessian
    const determinant = h11 * h22 - h12 * h12
    const slopeStep = -(h22 * gradient[0] - h12 * gradient[1]) / determinant
    const offsetStep = -(h11 * gradient[1] - h12 * gradient[0]) / determinant
    let share = 1
    let lower = crossEntropy(scores, targets, slope + slopeStep, offset + offsetStep)
    while (!(lower < loss) && share > 1e-10) {
      share /= 2
      lower = crossEntropy(scores, targets, slope + share * slopeStep, offset + share * offsetStep)
    }
    if (!(lower < loss)) break // nothing left to gain at this precision
    slope += share * slopeStep
    offset += share * offsetStep
    loss = lower
  }
  return { slope, offset }
}

/** Slope and curvature of the cross entropy in (slope, offset). */
function derivatives(scores: Float64Array, targets: Float64Array, slope: number, offset: number) {
  let [g1, g2, h11, h12, h22] = [0, 0, 0, 0, 0]
  for (let i = 0; i < scores.length; i++) {
    const p = 1 / (1 + Math.exp(slope * scores[i] + offset))
    const error = targets[i] - p
    const curvature = p * (1 - p)
    g1 += error * scores[i]
    g2 += error
    h11 += curvature * scores[i] * scores[i]
    h12 += curvature * scores[i]
    h22 += curvature
  }
  return { gradient: [g1, g2], hessian: [h11, h12, h22] }
}

function crossEntropy(scores: Float64Array, targets: Float64Array, slope: number, offset: number): number {
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    const z = slope * scores[i] + offset
    // -t ln p - (1 - t) ln(1 - p) with p = 1/(1 + e^z), written so that neither sign of z overflows
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (1 - targets[i]) * z
  }
  return sum
}
