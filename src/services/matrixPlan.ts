import type { Bars } from '../core/bars/bars.ts'
import { barsHash } from '../core/bars/barsHash.ts'
import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { type IndicatorSpec, resolveIndicator } from '../core/indicators/index.ts'
import type { BandRule, LabelSpec } from '../core/labels/index.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { matrixSha } from '../core/matrix/index.ts'
import { calendarVersion, timeZone } from '../data/calendar.ts'
import type { ResolvedModel } from '../packs/resolveModel.ts'
import { barSource } from './barSource.ts'
import type { Parts } from './parts.ts'

/** What a request may say about a matrix. What is left out is the model's. */
export interface MatrixRequest {
  start?: string
  end?: string
  source?: string
  ticker?: string
  hours?: number[] | null
  /** Instead of the model's indicators, by name and parameters. */
  features?: string[]
  label?: LabelSpec
  /** Width of the FLAT class; the returns stay as they are. */
  band?: BandRule
}

/** The bars of a matrix and everything else that its numbers depend on. */
export interface MatrixPlan {
  bars: Bars
  sourceIds: string[]
  source: string
  indicators: IndicatorSpec[]
  label: LabelSpec
  hours: number[] | null
  band: BandRule | null
  sha: string
  /** What a user should know of the bars. */
  warnings: string[]
  /** Names the data and label of its trials: neither the window nor the model is a part of it. */
  ledger: { sources: string[]; universe: string[]; cadence: string; label: LabelSpec }
}

/** Loads the bars of a model's matrix and settles its identity. Data that needs a key says which. */
export async function planMatrix(
  parts: Parts,
  model: ResolvedModel,
  request: MatrixRequest,
): Promise<MatrixPlan> {
  const { config } = model
  const ticker = request.ticker ?? config.ticker
  if (ticker === null || ticker === 'universe') {
    throw invalidParam([{ field: 'ticker', issue: `${model.modelId} names no ticker` }], {
      next: 'name one with --ticker',
    })
  }
  const source = request.source ?? config.source
  if (request.features === undefined) refuseWhatWaitsForData(model)
  const window = {
    start: request.start ?? config.trainWindow?.start ?? null,
    end: request.end ?? config.trainWindow?.end ?? null,
  }
  const { bars, sourceIds, warnings } = await barSource(parts, source).load({
    ticker,
    cadence: config.cadence,
    ...(window.start !== null && { start: window.start }),
    ...(window.end !== null && { end: window.end }),
  })
  const indicators = request.features ? requestedIndicators(request.features) : config.indicators
  const label = request.label ?? config.label
  const band = request.band ?? null
  const hours = request.hours === undefined ? config.hours : request.hours
  const rows = matrixSha({
    sources: sourceIds,
    barsSha: barsHash(bars),
    universe: [ticker],
    window,
    resample: config.cadence,
    features: indicators.map((spec) => {
      const { indicator, params } = resolveIndicator(spec)
      return { name: indicator.name, params, version: indicator.version }
    }),
    label,
    hours: config.cadence === 'daily' ? null : hours,
    imputation: { forwardFillBars: 1, missingFlags: false },
    scaling: 'none',
    timeZone,
    calendarVersion,
  })
  const sha = band === null ? rows : sha256OfJson({ matrix: rows, band })
  const ledger = { sources: sourceIds, universe: [ticker], cadence: config.cadence, label }
  return { bars, sourceIds, source, indicators, label, hours, band, sha, warnings, ledger }
}

/** Indicators by name, with parameters as `rsi__period=14`. Faults name the field of the request. */
function requestedIndicators(features: string[]): IndicatorSpec[] {
  const specs = features.map((name) => ({ name }))
  const faults: FieldError[] = []
  for (const spec of specs) {
    try {
      resolveIndicator(spec)
    } catch (error) {
      if (!(error instanceof SigmaError) || error.code !== 'INVALID_PARAM') throw error
      faults.push({ field: 'features', issue: error.message })
    }
  }
  if (faults.length > 0) throw invalidParam(faults, { next: 'sigma indicators list shows the indicators' })
  return specs
}

/** Bars can be a user's own; option chains, flow and other series can not be yet. */
function refuseWhatWaitsForData({ modelId, pending }: ResolvedModel): void {
  if (pending.length === 0) return
  const names = pending.map(({ name }) => name).join(', ')
  throw new SigmaError(
    'UNPROCESSABLE',
    `${modelId} cannot be built by this version: no source holds what these need: ${names}`,
    {
      details: { indicators: pending },
      next: 'that data comes from polygon, with a key in POLYGON_API_KEY; sigma models list shows what each model waits for',
    },
  )
}
