import { z } from 'zod'
import { calibrateClasses, probabilityOf } from '../core/backtest/index.ts'
import {
  type Booster,
  fromXgboostJson,
  type NamedBooster,
  predictProbability,
  toXgboostJson,
} from '../core/boosting/index.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { applyPreprocessing, preprocessedNames } from '../core/matrix/preprocessing.ts'

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
  classes: z.array(z.string()),
  /** One map for the second of two classes, of more classes one for each. */
  calibration: z.array(calibrationSchema).nullable(),
  lineage: z.record(z.string(), z.unknown()),
  threshold: z.number().nullable(),
  /** What is done to the features before the trees see them; absent: nothing. */
  preprocessing: preprocessingSchema.optional(),
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

/**
 * Reads a model file, as Sigma or XGBoost writes it.
 * @param name told in errors
 * @throws INVALID_PARAM when it is no such file or is damaged; UNPROCESSABLE when it is a model of a kind that Sigma
 *   cannot evaluate
 */
export function readModelFile(text: string, name: string): ModelFile {
  const { booster, featureNames, attributes } = readXgboost(text, name)
  const own = attributes[attributeName]
  if (own === undefined) return { booster, featureNames, attributes: null }
  const broken = (why: string) =>
    new SigmaError('INVALID_PARAM', `${name}: the attribute ${attributeName} is broken: ${why}`, {
      next: 'train the model again, or name another file',
    })
  const parsed = attributesSchema.safeParse(jsonOf(own))
  if (!parsed.success) throw broken(z.prettifyError(parsed.error))
  const { classes, calibration } = parsed.data
  const count = classCount(booster)
  if (classes.length !== count)
    throw broken(`it names ${classes.length} classes, and the trees have ${count}`)
  const maps = count === 2 ? 1 : count
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
  return { booster, featureNames, attributes: parsed.data }
}

/** UBJSON, XGBoost's usual format, begins as an object whose first key tells its length. */
const looksBinary = /^\{[iUIlL]|^binf/

/** The faults of a file, with its name. */
function readXgboost(text: string, name: string): NamedBooster {
  try {
    return fromXgboostJson(text)
  } catch (error) {
    if (!(error instanceof SigmaError)) throw error
    const next = error.next === undefined ? {} : { next: error.next }
    if (error.code !== 'INVALID_PARAM') throw new SigmaError(error.code, `${name}: ${error.message}`, next)
    const issue = looksBinary.test(text)
      ? "not an XGBoost JSON model but one in XGBoost's binary format"
      : error.message.replace(/^model: /, '').replaceAll(/\s+/g, ' ')
    throw invalidParam([{ field: name, issue }], next)
  }
}

/** The features that a model is to be given; empty where the file names none. */
export function inputFeatures({ featureNames, attributes }: ModelFile): string[] {
  return attributes?.preprocessing?.features ?? featureNames
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
export function scoreRows({ booster, attributes }: ModelFile, columns: Float64Array[]): Float64Array[] {
  const preprocessing = attributes?.preprocessing
  const seen = preprocessing ? applyPreprocessing(columns, preprocessing.columns) : columns
  const raw = predictProbability(booster, seen)
  if (booster.objective === 'squared') return [raw]
  const count = classCount(booster)
  const probability = calibrateClasses(attributes?.calibration ?? null, raw, count)
  return Array.from({ length: count }, (_, number) => probabilityOf(number, probability, count))
}

const classCount = ({ objective, groups }: Booster): number => (objective === 'softmax' ? groups : 2)
