import { z } from 'zod'
import { calibrateScores, type ScoreCalibration } from '../core/backtest/index.ts'
import { type Booster, fromXgboostJson, predictProbability, toXgboostJson } from '../core/boosting/index.ts'
import { SigmaError } from '../core/errors.ts'

const calibrationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sigmoid'), a: z.number(), b: z.number() }),
  z.object({ kind: z.literal('isotonic'), x: z.array(z.number()), y: z.array(z.number()) }),
])

const attributesSchema = z.looseObject({
  classes: z.array(z.string()),
  calibration: z.object({ up: calibrationSchema, down: calibrationSchema.nullable() }).nullable(),
  lineage: z.record(z.string(), z.unknown()),
  threshold: z.number().nullable(),
})

/** What Sigma keeps in a model file beside its trees, under one attribute that XGBoost passes over. */
export type ModelAttributes = z.infer<typeof attributesSchema>

export interface ModelFile {
  booster: Booster
  featureNames: string[]
  /** Null for a model that XGBoost wrote. */
  attributes: ModelAttributes | null
}

const attributeName = 'sigma'

/** One JSON file that XGBoost's own `load_model` reads. */
export function writeModelFile(model: {
  booster: Booster
  featureNames: string[]
  attributes: ModelAttributes
}): string {
  return toXgboostJson(model.booster, {
    featureNames: model.featureNames,
    attributes: { [attributeName]: JSON.stringify(model.attributes) },
  })
}

export function readModelFile(text: string, name: string): ModelFile {
  const { booster, featureNames, attributes } = fromXgboostJson(text)
  const own = attributes[attributeName]
  if (own === undefined) return { booster, featureNames, attributes: null }
  const parsed = attributesSchema.safeParse(JSON.parse(own))
  if (!parsed.success) {
    throw new SigmaError(
      'INVALID_PARAM',
      `${name}: the attribute ${attributeName} is broken: ${z.prettifyError(parsed.error)}`,
      {
        next: 'train the model again, or name another file',
      },
    )
  }
  return { booster, featureNames, attributes: parsed.data }
}

/** Probability of each class by row, calibrated where the model says so. Columns stand in the model's order. */
export function scoreRows(
  { booster, attributes }: ModelFile,
  columns: Float64Array[],
): { classes: string[]; scores: Float64Array[] } {
  const raw = predictProbability(booster, columns)
  const rows = columns[0]?.length ?? 0
  const groups = rows === 0 ? 1 : raw.length / rows
  const classes =
    attributes?.classes ??
    (groups === 1 ? ['0', '1'] : Array.from({ length: groups }, (_, group) => String(group)))
  const byClass =
    groups === 1
      ? [raw.map((p) => 1 - p), raw]
      : Array.from({ length: groups }, (_, group) => strided(raw, rows, groups, group))
  return {
    classes,
    scores: attributes?.calibration ? calibrated(byClass, classes, attributes.calibration) : byClass,
  }
}

function strided(values: Float64Array, rows: number, groups: number, group: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * groups + group])
}

/** Only the traded sides are calibrated; a third class keeps what they leave. */
function calibrated(
  scores: Float64Array[],
  classes: string[],
  calibration: ScoreCalibration,
): Float64Array[] {
  const up = classes.length === 2 ? 1 : classes.indexOf('UP')
  const down = classes.length === 2 ? 0 : classes.indexOf('DOWN')
  const both = calibrateScores(calibration, { up: scores[up], down: scores[down] })
  return scores.map((own, group) => {
    if (group === up) return both.up
    if (group === down) return both.down
    return own.map((_, row) => Math.max(0, 1 - both.up[row] - both.down[row]))
  })
}
