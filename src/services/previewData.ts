import { formatDay } from '../core/bars/day.ts'
import { type LeakageReport, leakageScan, type MatrixPreview, previewMatrix } from '../core/matrix/index.ts'
import type { Matrix } from '../core/matrix/matrix.ts'
import type { MatrixPlots } from '../report/matrixPlots.ts'
import type { BuildRequest } from './buildMatrix.ts'
import { computeMatrix } from './computeMatrix.ts'
import { contractWarnings } from './contractWarnings.ts'
import type { DataRequest } from './dataRequest.ts'
import { acceptedLeaks } from './leakage.ts'
import { readForeign } from './loadForeign.ts'
import { planMatrix } from './matrixPlan.ts'
import type { Parts } from './parts.ts'
import { resolveSubject } from './subject.ts'

/** A model's data as a build would have it, or a foreign file. */
export type PreviewRequest = BuildRequest | (DataRequest & { csv: string })

export interface Preview {
  preview: MatrixPreview
  leakage: LeakageReport
  warnings: string[]
  window: { start: string | null; end: string | null }
  plots?: MatrixPlots
}

/**
 * Looks at the data of a model, or of a foreign file, before anything is built or trained. Keeps nothing. With `plots`
 * the answer has pictures.
 */
export async function previewData(
  parts: Parts,
  request: PreviewRequest,
  { plots = false }: { plots?: boolean } = {},
): Promise<Preview> {
  const isModel = 'modelId' in request
  const looked = await (isModel ? previewModel(parts, request) : previewForeign(parts, request))
  if (!plots) return looked
  const { matrixPlots } = await import('../report/matrixPlots.ts')
  const name = isModel ? request.modelId : request.csv
  return { ...looked, plots: await matrixPlots(looked.preview, { name, window: looked.window }) }
}

async function previewModel(parts: Parts, request: BuildRequest): Promise<Preview> {
  const subject = await resolveSubject(parts, request)
  const { model, pack } = subject
  if (!model) throw new Error('a preview of a model has a model')
  const plan = await planMatrix(parts, { ...subject, model }, request)
  const { matrix, horizon, warnings, origin } = computeMatrix(plan)
  const leakage = leakageScan({
    matrix,
    horizon,
    origin,
    accepted: acceptedLeaks(pack),
  })
  return {
    preview: previewMatrix(matrix),
    leakage,
    warnings: [...plan.warnings, ...warnings, ...contractWarnings(matrix.contracts, subject.budget)],
    window: windowOf(matrix),
  }
}

async function previewForeign(parts: Parts, request: DataRequest & { csv: string }): Promise<Preview> {
  const { dataset, warnings } = await readForeign(parts, request, request.csv, { labelRequired: false })
  const leakage = leakageScan({ matrix: dataset.matrix, horizon: dataset.horizon, origin: null })
  return { preview: previewMatrix(dataset.matrix), leakage, warnings, window: windowOf(dataset.matrix) }
}

function windowOf({ session }: Matrix): Preview['window'] {
  const [first, last] = [session.at(0), session.at(-1)]
  return {
    start: first === undefined ? null : formatDay(first),
    end: last === undefined ? null : formatDay(last),
  }
}
