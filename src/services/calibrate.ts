import { invalidParam } from '../core/errors.ts'
import { calibratePairs, calibrateThreshold, calibrateTimeStop } from '../core/scan/calibrate.ts'
import { findCountedRows } from './countedRows.ts'
import type { Parts } from './parts.ts'
import { resolveSubject } from './subject.ts'

export interface ThresholdsRequest {
  modelId: string
  packId?: string
  csv?: string
  column?: string
  grid: readonly number[]
  topN: number
}

/**
 * The threshold that lets nearest to so many rows pass, of those that `findCountedRows` finds. It counts, and looks at no
 * return.
 */
export async function calibrateThresholds(parts: Parts, request: ThresholdsRequest) {
  const { modelId, packId, grid, topN, ...named } = request
  const subject = await resolveSubject(parts, { modelId, ...(packId !== undefined && { packId }) })
  const { values, ...counted } = await findCountedRows(parts, subject, named)
  return {
    modelId: subject.modelId,
    ...counted,
    rows: values.length,
    ...calibrateThreshold(values, grid, topN),
  }
}

export interface BracketsCalibration {
  modelId: string
  packId?: string
  desired: number
  stops: readonly number[]
  targets: readonly number[]
  timeStops: readonly number[]
}

/** The multiples whose ratio comes nearest to a wanted one: arithmetic alone, no bar is looked at. */
export async function calibrateBrackets(parts: Parts, request: BracketsCalibration) {
  const { modelId, packId, desired, stops, targets, timeStops } = request
  await resolveSubject(parts, { modelId, ...(packId !== undefined && { packId }) })
  const bad = [...stops, ...targets].find((multiple) => multiple <= 0)
  if (bad !== undefined) {
    throw invalidParam([{ field: 'k_stop_grid', issue: `expected multiples above 0, got ${bad}` }])
  }
  const pairs = calibratePairs(stops, targets, desired)
  if (pairs.length === 0) {
    throw invalidParam([{ field: 'k_stop_grid', issue: 'expected at least one stop and one target' }])
  }
  return { pairs, timeStop: calibrateTimeStop(timeStops) }
}
