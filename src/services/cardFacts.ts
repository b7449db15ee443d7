import type { ModelCard } from '../report/modelCard.ts'
import { findMatrix } from '../store/matrices.ts'
import { findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

type PointInTime = Pick<ModelCard['data'], 'point_in_time' | 'point_in_time_why'>

/** Whether the features of a matrix came out the same from bars cut short, as its leakage scan found. */
export async function pointInTime(parts: Parts, matrixSha: unknown): Promise<PointInTime> {
  if (typeof matrixSha !== 'string' || !(await findMatrix(parts.db, matrixSha))) {
    const why = 'the features of a file can not be computed again'
    return { point_in_time: null, point_in_time_why: why }
  }
  const { record } = await findMatrixRecord(parts, matrixSha)
  const differing = record.leakage.findings.flatMap(({ check, column }) =>
    check === 'truncation' ? [column] : [],
  )
  return {
    point_in_time: differing.length === 0,
    point_in_time_why:
      differing.length === 0
        ? 'features computed again from bars cut short came out the same'
        : `with later bars taken away these have other values: ${differing.join(', ')}`,
  }
}

/** The indicators of a model, and the set that they come from. */
export function indicatorSetOf({ model }: Subject): ModelCard['indicator_set'] {
  if (!model) return { name: null, version: null, indicators: [], why: 'a file has no indicators' }
  const { indicatorSet, config } = model
  return {
    name: indicatorSet?.name ?? null,
    version: indicatorSet?.version ?? null,
    indicators: config.indicators.map(({ name, params = {} }) => ({ name, params: { ...params } })),
    why: indicatorSet ? null : 'the model lists its indicators itself',
  }
}
