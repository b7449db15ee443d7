import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { type IndicatorSpec, resolveIndicator } from '../core/indicators/index.ts'
import type { BandRule, LabelSpec } from '../core/labels/index.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { type MatrixIngredients, matrixSha } from '../core/matrix/index.ts'
import { type ContractRule, defaultContractRule } from '../core/options/contractPick.ts'
import { greatestDistance } from '../core/options/flow.ts'
import { type FlowSelection, reachingTo } from '../core/options/flowColumns.ts'
import type { ExecutionPolicy } from '../core/policy/effective.ts'
import { calendarVersion, timeZone } from '../data/calendar.ts'
import { readFeatures } from '../packs/features.ts'
import { isSameDay, type ModelConfig, needsOf } from '../packs/modelConfig.ts'
import type { ResolvedModel } from '../packs/resolveModel.ts'
import type { IndicatorRequest } from '../packs/schemas/indicatorSet.ts'
import {
  type AskedTickers,
  type Instrument,
  instrumentHashes,
  loadInstruments,
  tickersOf,
} from './instruments.ts'
import type { Parts } from './parts.ts'

/** What a request may say about a matrix. What is left out is the model's. */
export interface MatrixRequest extends AskedTickers {
  start?: string
  end?: string
  source?: string
  hours?: number[] | null
  /** Instead of the model's indicators, by name and parameters. */
  features?: string[]
  label?: LabelSpec
  /** Strikes on each side that the flow of option trades looks at; a model without flow takes no note of it. */
  distanceMax?: number
  /** Width of the FLAT class; the returns stay as they are. */
  band?: BandRule
}

/** The bars of a matrix and everything else that its numbers depend on. */
export interface MatrixPlan {
  /** What was asked for, beside the model: enough to plan the matrix again. */
  request: MatrixRequest
  /** In rising order of their tickers; one in most plans. */
  instruments: readonly Instrument[]
  sourceIds: string[]
  source: string
  indicators: IndicatorSpec[]
  flow: FlowSelection | null
  /** Which options each row picks; null: none. */
  contracts: ContractRule | null
  label: LabelSpec
  hours: number[] | null
  band: BandRule | null
  missingFlags: boolean
  sha: string
  barsSha: string
  /** Hash of all that it has in common with a matrix on more bars, and of the engine. */
  family: string
  /** Hash of what its features are, with all parameters, whatever they are computed on. */
  featuresSha: string
  /** What a user should know of the data. */
  warnings: string[]
  /** Names the data and label of its trials: neither the window nor the model is a part of it. */
  ledger: { sources: string[]; universe: string[]; cadence: string; label: LabelSpec }
}

/** A model, and how its signals become trades. */
interface PlanSubject {
  model: ResolvedModel
  execution: ExecutionPolicy
}

/** Contracts are picked by the policy's delta, within the tolerance of the default rule. */
function contractRule({ options }: ExecutionPolicy): ContractRule {
  return { ...defaultContractRule, deltaTarget: options.selection.target_delta }
}

/** Loads the bars of a model's matrix and settles its identity. Data that needs a key says which. */
export async function planMatrix(
  parts: Parts,
  { model, execution }: PlanSubject,
  request: MatrixRequest,
): Promise<MatrixPlan> {
  const { config } = model
  const tickers = tickersOf(model.modelId, config, request)
  const source = request.source ?? config.source
  const window = {
    start: request.start ?? config.trainWindow?.start ?? null,
    end: request.end ?? config.trainWindow?.end ?? null,
  }
  const chosen = request.features ? requestedFeatures(request.features) : config
  const wanted = {
    indicators: chosen.indicators,
    features: { ...chosen.features, flow: flowWithin(chosen.features.flow, request.distanceMax) },
    cadence: config.cadence,
    label: request.label ?? config.label,
  }
  const contracts = isSameDay(config) ? contractRule(execution) : null
  if (contracts && tickers.length > 1) {
    throw invalidParam([
      { field: 'tickers', issue: 'a model of options that expire the same day has one underlying' },
    ])
  }
  const { instruments, sourceIds, barSources, warnings } = await loadInstruments(
    parts,
    source,
    tickers,
    {
      cadence: config.cadence,
      ...(window.start !== null && { start: window.start }),
      ...(window.end !== null && { end: window.end }),
      needs: needsOf(wanted, contracts),
    },
    wanted.label,
  )
  const { indicators, label } = wanted
  const { flow } = wanted.features
  const band = request.band ?? null
  const hours = request.hours === undefined ? config.hours : request.hours
  const { missingFlags } = config.hygiene
  const { barsSha, marketSha } = instrumentHashes(instruments)
  const ingredients: MatrixIngredients = {
    sources: sourceIds,
    barsSha,
    marketSha,
    universe: tickers,
    window,
    resample: config.cadence,
    features: indicators.map((spec) => {
      const { indicator, params } = resolveIndicator(spec)
      return { name: indicator.name, params, version: indicator.version }
    }),
    flow,
    contracts,
    label,
    hours: config.cadence === 'daily' ? null : hours,
    imputation: { forwardFillBars: 1, missingFlags },
    // Fitted on the training rows of each fit, so that no number of the matrix depends on it.
    scaling: 'none',
    timeZone,
    calendarVersion,
  }
  const { features, imputation } = ingredients
  const featuresSha = sha256OfJson({ features, flow, imputation })
  const rows = matrixSha(ingredients)
  const family = sha256OfJson({
    ...ingredients,
    window: window.start,
    barsSha: null,
    marketSha: null,
    engine: parts.engineVersion,
  })
  const sha = band === null ? rows : sha256OfJson({ matrix: rows, band })
  // By the bars alone: what a trial earns is theirs, whatever its features were made of.
  const ledger = { sources: [...barSources].sort(), universe: tickers, cadence: config.cadence, label }
  return {
    request: onlyMatrix(request),
    instruments,
    sourceIds,
    source,
    indicators,
    flow,
    contracts,
    label,
    hours,
    band,
    missingFlags,
    sha,
    barsSha,
    family,
    featuresSha,
    warnings,
    ledger,
  }
}

/** Without what a build asks for beside its matrix. */
function onlyMatrix(request: MatrixRequest): MatrixRequest {
  const { start, end, source, ticker, tickers, hours, features, label, distanceMax, band } = request
  const named = { start, end, source, ticker, tickers, hours, features, label, distanceMax, band }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

function flowWithin(flow: FlowSelection | null, distanceMax: number | undefined): FlowSelection | null {
  if (flow === null || distanceMax === undefined) return flow
  if (distanceMax > greatestDistance) {
    const issue = `expected ${greatestDistance} strikes at most, got ${distanceMax}`
    throw invalidParam([{ field: 'distance_max', issue }])
  }
  return reachingTo(flow, distanceMax)
}

/** What a request lists, as a config lists its features. Faults name the field of the request. */
function requestedFeatures(names: readonly string[]): Pick<ModelConfig, 'indicators' | 'features'> {
  const fault = (_: unknown, issue: string): FieldError => ({ field: 'features', issue })
  const { flow, indicators, faults } = readFeatures(
    names.map((name) => ({ name, params: {} })),
    false,
    fault,
  )
  const resolved: IndicatorRequest[] = []
  for (const { request, path } of indicators) {
    try {
      const { indicator, params } = resolveIndicator(request)
      resolved.push({ name: indicator.name, params })
    } catch (error) {
      if (!(error instanceof SigmaError) || error.code !== 'INVALID_PARAM') throw error
      faults.push(fault(path, error.message))
    }
  }
  if (faults.length > 0) {
    throw invalidParam(faults, { next: 'sigma indicators list shows the indicators' })
  }
  return { indicators: resolved, features: { flow, only: null } }
}
