import { indicatorNames } from '../core/indicators/index.ts'
import { didYouMean } from '../core/nearest.ts'
import { defaultDistanceMax, greatestDistance } from '../core/options/flow.ts'
import { type FlowSelection, flowColumnNames, perDistanceColumn } from '../core/options/flowColumns.ts'
import type { IndicatorRequest } from './schemas/indicatorSet.ts'
import type { FeatureMap, ModelConfigFile } from './schemas/modelConfig.ts'

/** What the `features` of a config ask for. */
export interface AskedFeatures<Fault> {
  /** Whether they are a list, which names the features one by one; a mapping chooses among families. */
  isList: boolean
  flow: FlowSelection | null
  /** Indicators beyond those of the set, each with its place in the file. They are still to be checked. */
  indicators: { request: IndicatorRequest; path: (string | number)[] }[]
  faults: Fault[]
}

/**
 * Reads both styles. Models of options that expire the same day (`isSameDay`) have the flow of their trades unless a list
 * says otherwise; others have it where they ask for it.
 */
export function readFeatures<Fault>(
  features: ModelConfigFile['features'],
  isSameDay: boolean,
  faultAt: (path: readonly PropertyKey[], issue: string) => Fault,
): AskedFeatures<Fault> {
  if (Array.isArray(features))
    return readList(features, (index, issue) => faultAt(['features', index], issue))
  const map = features ?? {}
  const flow = flowOfMap(map, isSameDay)
  const indicators = indicatorsOfMap(map, flow !== null).map((request) => ({ request, path: ['features'] }))
  return { isList: false, flow, indicators, faults: [] }
}

/** The families of columns that a mapping switches on, in the order of the flow's columns. */
function flowOfMap({ flow, dealer, oi }: FeatureMap, isSameDay: boolean): FlowSelection | null {
  const distanceMax = flow?.distance_max ?? defaultDistanceMax
  const { per_distance, totals, ratios, premiums, atm } = flow ?? (isSameDay ? wholeFlow : noFlow)
  const isWanted = (name: string): boolean => {
    if (name.includes('premium') && !premiums) return false
    if (perDistanceColumn(name)) return per_distance
    if (name.startsWith('atm_')) return atm
    if (name.endsWith('_total')) return totals
    switch (name) {
      case 'mm_profit_dir_simple':
        return dealer?.mm_profit_dir_simple ?? false
      case 'divergence_score':
        return dealer?.divergence_score ?? false
      case 'distance_to_max_pain':
      case 'oi_concentration':
        return oi?.include ?? false
      default:
        return ratios
    }
  }
  const columns = flowColumnNames(distanceMax).filter(isWanted)
  return columns.length === 0 ? null : { distanceMax, columns }
}

const wholeFlow = { per_distance: true, totals: true, ratios: true, premiums: true, atm: false }
const noFlow = { per_distance: false, totals: false, ratios: false, premiums: false, atm: false }

/** The day of the week belongs to the flow's base columns, and comes from its indicator unless it is switched off. */
function indicatorsOfMap({ time, momentum, volatility }: FeatureMap, hasFlow: boolean): IndicatorRequest[] {
  const windowed = (name: string, windows: readonly number[]) =>
    windows.map((window): IndicatorRequest => ({ name, params: { window } }))
  return [
    ...((time?.day_of_week ?? hasFlow) ? [{ name: 'day_of_week', params: {} }] : []),
    ...(time?.hour_of_day ? [{ name: 'hour_of_day', params: {} }] : []),
    ...(momentum?.include ? windowed('momentum', momentum.hourly_horizons) : []),
    ...(volatility?.include
      ? windowed('volatility', volatility.windows ?? volatility.hourly_windows ?? [3])
      : []),
  ]
}

/**
 * A list names indicators and flow columns: `pc_ratio`, or the beginning of several with an asterisk, `calls_sold_d*`.
 * Its flow looks 7 strikes far, or to the furthest one listed.
 */
function readList<Fault>(
  items: readonly IndicatorRequest[],
  faultAt: (index: number, issue: string) => Fault,
): AskedFeatures<Fault> {
  const distances = items.map(({ name }) => Math.abs(perDistanceColumn(name)?.distance ?? 0))
  const distanceMax = Math.min(greatestDistance, Math.max(defaultDistanceMax, ...distances))
  const flowNames = flowColumnNames(distanceMax)
  const indicatorsKnown = new Set(indicatorNames())
  const asked: AskedFeatures<Fault> = { isList: true, flow: null, indicators: [], faults: [] }
  const columns = new Set<string>()
  for (const [index, request] of items.entries()) {
    const [base] = request.name.split('__')
    const matched = flowNames.filter((name) => isNamed(name, request.name))
    if (matched.length > 0 && Object.keys(request.params).length === 0) {
      for (const name of matched) columns.add(name)
    } else if (indicatorsKnown.has(base)) {
      asked.indicators.push({ request, path: ['features', index] })
    } else {
      asked.faults.push(faultAt(index, unknownFeature(base, flowNames)))
    }
  }
  if (columns.size > 0) asked.flow = { distanceMax, columns: flowNames.filter((name) => columns.has(name)) }
  return asked
}

/** Whether an entry of a list means this column. A lone asterisk means nothing. */
function isNamed(column: string, entry: string): boolean {
  return entry.length > 1 && entry.endsWith('*') ? column.startsWith(entry.slice(0, -1)) : column === entry
}

function unknownFeature(name: string, flowNames: readonly string[]): string {
  if (flowNames.includes(name)) return `${name} is a column of the flow, which takes no parameters`
  return `there is no indicator or flow column "${name}"${didYouMean(name, [...indicatorNames(), ...flowNames])}`
}
