import type { IndicatorDetail, IndicatorRow } from '../contract/types.ts'
import type { Cadence } from '../core/bars/bars.ts'
import { joinNeeds, type MarketNeeds } from '../core/bars/marketData.ts'
import { SigmaError } from '../core/errors.ts'
import { computeIndicators, indicatorNames, indicators, resolveIndicator } from '../core/indicators/index.ts'
import { didYouMean } from '../core/nearest.ts'
import { anyTicker } from '../data/barsFile.ts'
import { formatNewYork } from '../data/calendar.ts'
import type { LoadedBars } from '../data/source.ts'
import { barSource } from './barSource.ts'
import type { Parts } from './parts.ts'

/** Every indicator of the registry, by category, subcategory and name. */
export function listIndicators(): IndicatorRow[] {
  const known = [...indicators.values()].map(
    ({ name, category, subcategory, params, summary }): IndicatorRow => ({
      name,
      category,
      subcategory,
      params: Object.keys(params),
      doc: summary,
    }),
  )
  const key = ({ category, subcategory, name }: IndicatorRow): string => `${category} ${subcategory} ${name}`
  return known.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** Formula, source, parameters, outputs and warm-up of one indicator, by any of its spellings. */
export function describeIndicator(name: string): Omit<IndicatorDetail, 'ok'> {
  const { indicator, params } = resolveKnown(name)
  const { version, category, subcategory, summary, formula, source, units, needs } = indicator
  return {
    name: indicator.name,
    version,
    category,
    subcategory,
    doc: summary,
    formula,
    source,
    units,
    params: Object.entries(indicator.params).map(([key, { choices, ...spec }]) => ({
      name: key,
      ...spec,
      ...(choices && { choices: [...choices] }),
    })),
    needs: [...needs],
    outputs: indicator.outputs(params),
    warm_up: indicator.warmUp(params),
  }
}

function resolveKnown(name: string) {
  try {
    return resolveIndicator({ name })
  } catch (cause) {
    if (!(cause instanceof SigmaError) || cause.code !== 'INVALID_PARAM') throw cause
    throw new SigmaError('NOT_FOUND', `unknown indicator "${name}"${didYouMean(name, indicatorNames())}`, {
      next: 'sigma indicators list',
      cause,
    })
  }
}

export interface ComputeRequest {
  name: string
  params?: Record<string, unknown>
  csv?: string
  source?: string
  ticker?: string
  cadence?: Cadence
  start?: string
  end?: string
}

/** One indicator over bars of a file or a source, with null while it warms up. */
export async function computeIndicator(parts: Parts, request: ComputeRequest) {
  const spec = { name: request.name, params: request.params ?? {} }
  const { indicator, params } = resolveIndicator(spec)
  const { bars, market } = await loadMarket(parts, request, indicator.reads?.(params) ?? {})
  const columns = computeIndicators(bars, [spec], market)
  return {
    name: indicator.name,
    params: { ...params },
    ts: Array.from(bars.ts, formatNewYork),
    columns: Object.fromEntries(
      columns.map(({ name, values }) => [
        name,
        Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
      ]),
    ),
  }
}

/** Tickers of sources that are asked for none. */
const usualTickers: Readonly<Record<string, string>> = { sample: 'SPX', synthetic: 'SPY', polygon: 'SPY' }

function loadMarket(
  parts: Parts,
  { csv, source, ticker, cadence = 'daily', start, end }: ComputeRequest,
  reads: Partial<MarketNeeds>,
): Promise<LoadedBars> {
  const named = csv === undefined ? (source ?? 'sample') : `csv:${csv}`
  return barSource(parts, named).load({
    ticker: ticker ?? usualTickers[named.split(':')[0]] ?? anyTicker,
    cadence,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    needs: joinNeeds([reads]),
  })
}
