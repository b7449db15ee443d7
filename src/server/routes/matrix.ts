import { eitherOf, parseHours, parseRiskProfile, parseWindow } from '../../contract/spellings.ts'
import type { BuildAnswer, MatrixPreview, MatrixRequest as WireMatrix } from '../../contract/types.ts'
import { invalidParam } from '../../core/errors.ts'
import { parseLabel } from '../../core/labels/index.ts'
import { type BuildRequest, buildMatrix } from '../../services/buildMatrix.ts'
import { findMatrixRecord } from '../../services/matrixRecord.ts'
import type { Parts } from '../../services/parts.ts'
import { type PreviewRequest, previewData } from '../../services/previewData.ts'
import { runEvents, waitForRun } from '../../services/runEvents.ts'
import { findBuild, findBuildRecord, listBuilds } from '../../services/runs.ts'
import { storedColumns } from '../../services/storedColumns.ts'
import { matrixUris } from '../../services/storedMatrix.ts'
import { toWorkFilter } from '../filters.ts'
import { storedPage } from '../pageOf.ts'
import { storedPreview, toWirePreview } from '../previewWire.ts'
import { refuseUnserved, toDataRequest } from '../requests.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { sendRunEvents } from '../sse.ts'
import { storedLineage } from '../stored.ts'
import { refuseTogether, refuseWithout } from '../together.ts'
import { toBuildRun, toLeakage, toProfile } from '../wire.ts'

export const matrixRoutes = (parts: Parts): Routes<Served<'matrix'>> => ({
  async buildMatrix({ body }, reply) {
    refusePlots(body)
    const { run, deduplicated, warnings } = await buildMatrix(parts, toBuildRequest(body))
    reply.code(202)
    return { ok: true, run_id: run.id, status: run.status, deduplicated, warnings }
  },

  previewMatrix: ({ body }) => previewOf(parts, body),

  async getMatrix({ params: { matrix_sha } }) {
    const found = await findMatrixRecord(parts, matrix_sha)
    const { stored, record } = found
    const uris = await matrixUris(parts, found)
    const { pack_id, model_id, ticker, tickers, rows, features, label, window, hours, source, size_bytes } =
      record
    return {
      ok: true,
      matrix: {
        matrix_sha,
        pack_id,
        model_id,
        ticker,
        ...(tickers && { tickers }),
        rows,
        columns: storedColumns(record),
        features,
        label,
        window: window ?? { start: null, end: null },
        hours,
        source,
        profile: toProfile(record),
        leakage: toLeakage(record),
        preview: storedPreview(record),
        uri: uris[0],
        ...(uris.length > 1 && { partitions: uris }),
        size_bytes,
        created_at: stored.createdAt,
      },
    }
  },

  buildMatrixNow: ({ body }) => buildNow(parts, body),
  buildStockMatrixNow: ({ body }) => buildNow(parts, body),
  previewMatrixNow: ({ body }) => previewOf(parts, body),

  async listBuildRuns({ query }) {
    const { rows, answer } = await storedPage(query, (page) => listBuilds(parts, toWorkFilter(query), page))
    return { ...answer, rows: rows.map((build) => toBuildRun(build, null)) }
  },

  async getBuildRun({ params: { build_run_id } }) {
    const { build, record } = await findBuildRecord(parts, build_run_id)
    const preview = record && build.params?.preview === true ? { preview: storedPreview(record) } : {}
    return { ok: true, run_id: build.id, ...toBuildRun(build, record), ...preview }
  },

  async streamBuildRun({ params: { build_run_id } }, reply) {
    return sendRunEvents(
      reply,
      runEvents(parts, build_run_id, () => findBuild(parts, build_run_id)),
    )
  },
})

/** @throws INVALID_PARAM naming fields that can't stand together */
export function toBuildRequest(body: WireMatrix): BuildRequest {
  refuseTogether(body, ['model_id'], ['csv'])
  refuseTogether(body, ['k_sigma'], ['fixed_bp'])
  refuseTogether(body, ['ticker'], ['tickers'])
  if (body.csv !== undefined) {
    throw invalidParam([{ field: 'csv', issue: 'a file is a matrix already, and is not built' }], {
      next: 'preview, train and backtest take it as it is',
    })
  }
  refuseWithout(body, 'csv', ['columns', 'horizon'])
  refuseUnserved({
    dump_raw: body.dump_raw === true,
    raw_out: body.raw_out != null,
  })
  if (body.model_id === undefined)
    throw invalidParam([{ field: 'model_id', issue: 'is missing' }], {
      next: 'sigma models list shows the models',
    })
  const label = eitherOf('label_def', body.label_def ?? undefined, 'label_kind', body.label_kind ?? undefined)
  const hours = parseHours(eitherOf('hours_filter', body.hours_filter, 'allowed_hours', body.allowed_hours))
  const riskProfile = parseRiskProfile(body.risk_profile)
  return {
    modelId: body.model_id,
    ...(body.pack_id !== undefined && { packId: body.pack_id }),
    ...parseWindow(body),
    ...(body.source !== undefined && { source: body.source }),
    ...(body.ticker != null && { ticker: body.ticker.toUpperCase() }),
    ...(body.tickers && { tickers: body.tickers.map((ticker) => ticker.toUpperCase()) }),
    ...(hours !== undefined && { hours }),
    ...(body.features && { features: body.features }),
    ...(label !== undefined && { label: parseLabel(typeof label === 'string' ? { kind: label } : label) }),
    ...(body.distance_max !== undefined && { distanceMax: body.distance_max }),
    ...bandOf(body),
    ...(body.out_csv != null && { out: body.out_csv }),
    ...(body.format && { format: body.format }),
    ...(riskProfile && { riskProfile }),
    ...(body.tag !== undefined && { tag: body.tag }),
    ...(body.preview && { preview: true }),
    ...(body.force !== undefined && { force: body.force }),
  }
}

function refusePlots({ plots }: WireMatrix): void {
  if (!plots) return
  throw invalidParam([{ field: 'plots', issue: 'a build draws nothing' }], {
    next: 'ask for a preview: POST /matrix/preview',
  })
}

function bandOf({ k_sigma, fixed_bp }: WireMatrix): Pick<BuildRequest, 'band'> {
  if (fixed_bp != null) return { band: { kind: 'fixed_bp', bp: fixed_bp } }
  return k_sigma === undefined ? {} : { band: { kind: 'k_sigma', k: k_sigma } }
}

/** What a build of a model is told, and a file has already settled. */
const ofModels = [
  'model_id',
  'pack_id',
  'ticker',
  'tickers',
  'date_window',
  'start',
  'end',
  'source',
  'features',
  'hours_filter',
  'allowed_hours',
  'label_def',
  'label_kind',
  'k_sigma',
  'fixed_bp',
] as const

async function previewOf(parts: Parts, body: WireMatrix): Promise<MatrixPreview> {
  const { plots, ...preview } = await previewData(parts, toPreviewRequest(body), { plots: body.plots })
  return { ...toWirePreview(preview), ...(plots && { plots }) }
}

function toPreviewRequest(body: WireMatrix): PreviewRequest {
  const { csv } = body
  if (csv === undefined) return toBuildRequest(body)
  refuseTogether(body, ['csv'], ofModels)
  return { ...toDataRequest(body), csv }
}

/** The routes of the existing backend wait for the matrix and answer with its path. */
async function buildNow(parts: Parts, body: WireMatrix): Promise<BuildAnswer> {
  refusePlots(body)
  const asked = await buildMatrix(parts, toBuildRequest(body))
  await waitForRun(parts, asked.run.id, () => findBuild(parts, asked.run.id))
  const { build, record } = await findBuildRecord(parts, asked.run.id)
  if (!record) throw new Error(`the build ${build.id} has no matrix`)
  const wire = toBuildRun(build, record)
  return {
    ok: true,
    run_id: build.id,
    matrix_sha: record.matrix_sha,
    matrix_cached: asked.cached,
    out_csv: build.outCsvUri,
    rows: record.rows,
    profile: toProfile(record),
    ...(body.preview && { preview: storedPreview(record) }),
    lineage: storedLineage(build.lineage) ?? undefined,
    deduplicated: asked.deduplicated,
    timings: wire.timings,
    warnings: record.warnings,
  }
}
