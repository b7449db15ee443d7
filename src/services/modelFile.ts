import { z } from 'zod'
import { calibrateClasses, probabilityOf } from '../core/backtest/index.ts'
import {
  type Booster,
  fromXgboostJson,
  type NamedBooster,
  predictContributions,
  predictProbability,
  toXgboostJson,
} from '../core/boosting/index.ts'
import { SigmaError } from '../core/errors.ts'
import { applyPreprocessing, columnPlaces, preprocessedNames } from '../core/matrix/preprocessing.ts'

const calibrationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sigmoid'), a: z.number(), b: z.number() }),
  z.object({ kind: z.literal('isotonic'), x: z.array(z.number()), y: z.array(z.number()) }),
])

const preprocessingSchema = z.object({
  /** The features that the model is given, in the order of `columns`. */
  features: z.array(z.string()),
  columns: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('keep') }),
      z.object({ kind: z.literal('scale'), center: z.number(), scale: z.number() }),
      z.object({ kind: z.literal('one_hot'), categories: z.array(z.number()) }),
    ]),
  ),
})

const attributesSchema = z.looseObject({
  /** None of a regression. */
  classes: z.array(z.string()),
  /** One map for the second of two classes, of more classes one for each. */
  calibration: z.array(calibrationSchema).nullable(),
  lineage: z.record(z.string(), z.unknown()),
  threshold: z.number().nullable(),
  /** Instead of one threshold: the one of each hour of New York time, null where it gives no signal. */
  thresholds_by_hour: z
    .array(z.object({ hour: z.int().min(0).max(23), level: z.number().nullable() }))
    .optional(),
  /** Of a model that trades the rows of highest scores: the score, before calibration, that a row has to reach. */
  cutoff: z.number().nullable().optional(),
  /** The backtest that the model was promoted from; absent in fits. */
  promoted_from: z.string().optional(),
  /** What the gate said of that backtest; absent in fits. */
  gate_state: z.enum(['passed', 'overridden']).optional(),
  /** What is done to the features before the trees see them; absent: nothing. */
  preprocessing: preprocessingSchema.optional(),
})

/** What Sigma keeps in a model file beside its trees, under one attribute that XGBoost passes over. */
export type ModelAttributes = z.infer<typeof attributesSchema>

export interface ModelFile {
  booster: Booster
  featureNames: string[]
  /** What a user should know about how the file was read. */
  warnings: string[]
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

/**
 * Reads a model file, as Sigma or XGBoost writes it.
 * @param name told in errors
 * @throws INVALID_PARAM when it is no such file or is damaged; UNPROCESSABLE when it is a model of a kind that Sigma
 *   cannot evaluate
 */
export function readModelFile(text: string, name: string): ModelFile {
  const { booster, featureNames, attributes, warnings } = readBooster(text, name)
  const own = attributes[attributeName]
  if (own === undefined) return { booster, featureNames, warnings, attributes: null }
  const broken = (why: string) =>
    new SigmaError('INVALID_PARAM', `${name}: the attribute ${attributeName} is broken: ${why}`, {
      next: 'train the model again, or name another file',
    })
  const parsed = attributesSchema.safeParse(jsonOf(own))
  if (!parsed.success) throw broken(faultsOf(parsed.error))
  const { classes, calibration } = parsed.data
  const count = classCount(booster)
  if (classes.length !== count)
    throw broken(`it names ${classes.length} classes, and the trees have ${count}`)
  const maps = count === 2 ? 1 : count // none of a regression
  if (calibration !== null && calibration.length !== maps) {
    throw broken(`it has ${calibration.length} calibrations for ${count} classes`)
  }
  const { preprocessing } = parsed.data
  if (preprocessing) {
    const { features, columns } = preprocessing
    const given = features.length === columns.length ? preprocessedNames(features, columns) : []
    if (given.join('\n') !== featureNames.join('\n'))
      throw broken('its preprocessing makes other columns than the trees have')
  }
  return { booster, featureNames, warnings, attributes: parsed.data }
}

/** A fault of the file names it. */
function readBooster(text: string, name: string): NamedBooster {
  try {
    return fromXgboostJson(text)
  } catch (cause) {
    if (!(cause instanceof SigmaError)) throw cause
    const { code, message, details, next } = cause
    throw new SigmaError(code, `${name}: ${message.replace(/^model: /, '')}`, { details, next, cause })
  }
}

/** The features that a model is to be given; empty where the file names none. */
export function inputFeatures({ featureNames, attributes }: ModelFile): string[] {
  return attributes?.preprocessing?.features ?? featureNames
}

function faultsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [...path, message].join(': ')).join('; ')
}

/** Undefined for text that is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Names of the scores of a row: `p_CLASS` for each class, or `prediction`. */
export function scoreNames({ booster, attributes }: ModelFile): string[] {
  if (booster.objective === 'squared') return ['prediction']
  const classes =
    attributes?.classes ?? Array.from({ length: classCount(booster) }, (_, number) => String(number))
  return classes.map((name) => `p_${name}`)
}

/**
 * Probability of each class by row, calibrated where the model says so, or the one prediction.
 *
 * @param columns those of `inputFeatures`, in that order
 * @returns one array for each of `scoreNames`
 */
export function scoreRows(model: ModelFile, columns: Float64Array[]): Float64Array[] {
  const { booster, attributes } = model
  const raw = rawScores(model, columns)
  if (booster.objective === 'squared') return [raw]
  const count = classCount(booster)
  const probability = calibrateClasses(attributes?.calibration ?? null, raw, count)
  return Array.from({ length: count }, (_, number) => probabilityOf(number, probability, count))
}

/**
 * What the trees say of rows, before any calibration: of two classes the probability of the second by row, of more
 * those of all classes row after row, of a regression the prediction.
 *
 * @param columns those of `inputFeatures`, in that order
 */
export function rawScores({ booster, attributes }: ModelFile, columns: Float64Array[]): Float64Array {
  const preprocessing = attributes?.preprocessing
  return predictProbability(
    booster,
    preprocessing ? applyPreprocessing(columns, preprocessing.columns) : columns,
  )
}

function classCount({ objective, groups }: Booster): number {
  if (objective === 'squared') return 0
  return objective === 'softmax' ? groups : 2
}

/** The names of `contributionColumns`. @param features the names of the columns that the model is given */
export function contributionNames({ booster, attributes }: ModelFile, features: readonly string[]): string[] {
  return Array.from({ length: booster.groups }, (_, group) => {
    const suffix = booster.groups === 1 ? '' : `:${attributes?.classes[group] ?? group}`
    return [...features.map((feature) => `c_${feature}${suffix}`), `bias${suffix}`]
  }).flat()
}

/**
 * What each feature adds to the score of each row, before any calibration: to the log odds of the second class, of more
 * classes to the margin of each. The columns of a one-hot feature are added up. With the bias they add up to the margin.
 *
 * @param columns those of `inputFeatures`, in that order
 */
export function contributionColumns(
  { booster, attributes }: ModelFile,
  columns: Float64Array[],
): Float64Array[] {
  const preprocessing = attributes?.preprocessing
  const seen = preprocessing ? applyPreprocessing(columns, preprocessing.columns) : columns
  const places = preprocessing ? columnPlaces(preprocessing.columns) : columns.map((_, place) => [place])
  const contributions = predictContributions(booster, seen)
  const rows = columns[0].length
  const { groups, features: width } = booster
  const column = (group: number, summed: readonly number[]) =>
    Float64Array.from({ length: rows }, (_, row) => {
      const start = (row * groups + group) * (width + 1)
      return summed.reduce((sum, place) => sum + contributions[start + place], 0)
    })
  return Array.from({ length: groups }, (_, group) =>
    [...places, [width]].map((summed) => column(group, summed)),
  ).flat()
}
