import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Calibration } from '../../src/core/calibration/index.ts'
import { applyCalibration, fitIsotonic, fitPlatt } from '../../src/core/calibration/index.ts'
import {
  accuracy,
  brier,
  confusion,
  logLoss,
  macroF1,
  rocAuc,
} from '../../src/core/statistics/classification.ts'

interface CalibrationCase {
  name: string
  scores: number[]
  labels: number[]
  x_new: number[]
  platt: { A: number; B: number; p_train: number[]; p_new: number[] }
  isotonic: { x_thresholds: number[]; y_thresholds: number[]; p_train: number[]; p_new: number[] }
}

interface MetricsCase {
  name: string
  classes: number
  y: number[]
  p: number[] | number[][]
  log_loss: number
  brier: number
  roc_auc: number | null
  accuracy: number
  macro_f1: number
  confusion: number[][]
}

const golden: { calibration: CalibrationCase[]; metrics: MetricsCase[] } = JSON.parse(
  readFileSync(new URL('../fixtures/golden/calibration.json', import.meta.url), 'utf8'),
)

describe.each(golden.calibration)('calibration of "$name"', ({ scores, labels, x_new, platt, isotonic }) => {
  const fitted = [Float64Array.from(scores), Float64Array.from(labels)] as const

  it('has the sigmoid of the reference within 1e-6', () => {
    const calibration = fitPlatt(...fitted)
    expect(Math.abs(calibration.a - platt.A)).toBeLessThan(1e-5)
    expect(Math.abs(calibration.b - platt.B)).toBeLessThan(1e-5)
    expectWithin(calibration, scores, platt.p_train, 1e-6)
    expectWithin(calibration, x_new, platt.p_new, 1e-6)
  })

  it('has the isotonic steps of the reference within 1e-9', () => {
    const calibration = fitIsotonic(...fitted)
    expect(calibration.x).toEqual(isotonic.x_thresholds)
    calibration.y.forEach((y, i) => {
      expect(Math.abs(y - isotonic.y_thresholds[i])).toBeLessThan(1e-9)
    })
    expectWithin(calibration, scores, isotonic.p_train, 1e-9)
    expectWithin(calibration, x_new, isotonic.p_new, 1e-9)
  })
})

describe.each(golden.metrics)('metrics of "$name"', ({ classes, y, p, ...want }) => {
  const probabilities = p.flat()

  it('are those of the reference within 1e-9', () => {
    expectRelative(logLoss(y, probabilities, classes), want.log_loss)
    expectRelative(brier(y, probabilities, classes), want.brier)
    expectRelative(accuracy(y, probabilities, classes), want.accuracy)
    expectRelative(macroF1(y, probabilities, classes), want.macro_f1)
    expect(confusion(y, probabilities, classes)).toEqual(want.confusion)
    const auc = rocAuc(y, probabilities, classes)
    if (want.roc_auc === null) expect(auc).toBeNull()
    else expectRelative(auc ?? Number.NaN, want.roc_auc)
  })
})

function expectWithin(calibration: Calibration, scores: number[], want: number[], tolerance: number): void {
  const got = applyCalibration(calibration, Float64Array.from(scores))
  want.forEach((p, i) => {
    expect(Math.abs(got[i] - p), `p of score ${scores[i]}`).toBeLessThan(tolerance)
  })
}

function expectRelative(got: number, want: number): void {
  expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(want), 1))
}
