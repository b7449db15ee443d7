import { formatDay, parseDay } from '../core/bars/day.ts'
import { populationStability, quantileBins } from '../core/live/populationStability.ts'
import type { Column, Matrix } from '../core/matrix/matrix.ts'
import { spreadRows, valuesAt } from '../core/matrix/spreadRows.ts'
import type { LiveDataset } from './liveDataset.ts'
import type { LiveModel } from './liveModel.ts'
import { inputFeatures } from './modelFile.ts'
import type { Parts } from './parts.ts'
import { readRowsOf } from './storedMatrix.ts'

export interface FeatureDrift {
  feature: string
  /** Population stability index of the recent rows against the training rows. */
  psi: number
  verdict: 'stable' | 'moderate' | 'drifted'
}

/** How the features of a model have moved since it was trained. */
export interface LiveDrift {
  /** The first session that was compared, `YYYY-MM-DD`, and how many rows there were from it on. */
  start: string
  rows: number
  /** The worst first. */
  features: FeatureDrift[]
}

/** Siddiqi's limits: from the first on something has moved, above the second it is another population. */
const limits = { moderate: 0.1, drifted: 0.25 }

/** Below this an index of ten bins is mostly noise: of n rows of the same population it is 9 / n on average. */
const fewestRows = 100

/** A quarter of a year, in which a regime shows; where that is too few rows, as of one ticker by the day, as many as make these. */
const recent = { sessions: 60, rows: 250 }

/** Rows that stand for more, of the training and of the recent ones: of so many an index near the limits is known to a hundredth. */
const enoughRows = 10_000

/**
 * How far the features of some rows lie from those of a training, the worst first.
 *
 * @returns null where the recent rows are fewer than 100
 */
export function featureDrift(
  training: Pick<Matrix, 'features'>,
  recentRows: Pick<Matrix, 'features'>,
  features: readonly string[],
): FeatureDrift[] | null {
  const columnsOf = ({ features: columns }: Pick<Matrix, 'features'>) =>
    new Map(columns.map(({ name, values }) => [name, values]))
  const [before, now] = [columnsOf(training), columnsOf(recentRows)]
  const drifts: FeatureDrift[] = []
  for (const feature of features) {
    const [known, newer] = [before.get(feature), now.get(feature)]
    if (!known || !newer || known.length === 0) continue
    if (newer.length < fewestRows) return null
    const psi = populationStability(quantileBins(known), newer)
    drifts.push({ feature, psi, verdict: verdictOf(psi) })
  }
  return drifts.sort((a, b) => b.psi - a.psi)
}

function verdictOf(psi: number): FeatureDrift['verdict'] {
  if (psi > limits.drifted) return 'drifted'
  return psi >= limits.moderate ? 'moderate' : 'stable'
}

/**
 * The drift of a model's features in the newest sessions after its training. The live rows begin with those of the
 * training, computed alike; only where another source is named, the stored ones are read.
 *
 * @returns null where too few rows lie after the training
 */
export async function liveDrift(
  parts: Parts,
  { record, training, file }: LiveModel,
  { dataset: { matrix } }: Pick<LiveDataset, 'dataset'>,
  { source }: { source?: string },
): Promise<LiveDrift | null> {
  const { window } = record
  if (window === null) return null
  const after = firstAfter(matrix.session, parseDay(window.end, 'window.end'))
  const from = Math.max(after, newestSessions(matrix.session))
  const rows = matrix.ts.length - from
  if (rows < fewestRows) return null
  const features = inputFeatures(file)
  const sha = source === undefined || source === record.source ? null : training.matrixSha
  const trained = sha === null ? matrix : await readRowsOf(parts, sha)
  const until = firstAfter(trained.session, parseDay(window.end, 'window.end'))
  const known = spreadRows(rowsBetween(0, until), enoughRows)
  const drifts = featureDrift(
    pick(trained, features, known),
    pick(matrix, features, spreadRows(rowsBetween(from, matrix.ts.length), enoughRows)),
    features,
  )
  return drifts && { start: formatDay(matrix.session[from]), rows, features: drifts }
}

/** What is told of features that have drifted. */
export function driftWarning(drift: LiveDrift | null): string[] {
  const drifted = driftedOf(drift)
  if (drift === null || drifted.length === 0) return []
  const named = drifted.slice(0, 5).map(({ feature, psi }) => `${feature} (PSI ${psi.toFixed(2)})`)
  const more = drifted.length > 5 ? ` and ${drifted.length - 5} more` : ''
  return [
    `since ${drift.start}, ${drifted.length} of ${drift.features.length} features are not distributed as in the training: ${named.join(', ')}${more}`,
  ]
}

export function driftedOf(drift: LiveDrift | null): FeatureDrift[] {
  return drift?.features.filter(({ verdict }) => verdict === 'drifted') ?? []
}

/** The first row of the newest sessions: of 60, or of as many as have 250 rows. */
function newestSessions(session: Int32Array): number {
  let sessions = 0
  let row = session.length
  while (row > 0 && (sessions < recent.sessions || session.length - row < recent.rows)) {
    const day = session[row - 1]
    while (row > 0 && session[row - 1] === day) row--
    sessions++
  }
  return row
}

/** The first row behind a session; rows are in the order of time. */
function firstAfter(session: Int32Array, day: number): number {
  let row = session.length
  while (row > 0 && session[row - 1] > day) row--
  return row
}

const rowsBetween = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, index) => from + index)

function pick({ features }: Matrix, names: readonly string[], rows: Int32Array): { features: Column[] } {
  const wanted = new Set(names)
  return {
    features: features
      .filter(({ name }) => wanted.has(name))
      .map(({ name, values }) => ({ name, values: valuesAt(values, rows) })),
  }
}
