import type { Step } from './step.ts'
import { modelStep, packStep, riskStep } from './steps/choices.ts'
import { buildStep, previewStep, windowStep } from './steps/data.ts'
import { reportStep, rowsStep, trainStep } from './steps/results.ts'
import { sweepStep, variantsStep } from './steps/sweep.ts'

/** Every step of a guided run, in the order of `stepNames`. */
export const steps: readonly Step[] = [
  packStep,
  modelStep,
  riskStep,
  windowStep,
  previewStep,
  buildStep,
  variantsStep,
  sweepStep,
  rowsStep,
  trainStep,
  reportStep,
]
