import { type FieldError, invalidParam } from '../errors.ts'
import { difference } from '../indicators/columns.ts'
import type { SeriesCache } from '../indicators/seriesCache.ts'
import type { Column } from '../matrix/matrix.ts'
import { didYouMean } from '../nearest.ts'
import { type Flow, type FlowMeasure, flowMeasures, flowOf } from './flow.ts'
import { openInterestFlow } from './openInterestFlow.ts'

/** Raised whenever a value of any flow column changes; part of `matrix_sha`. */
export const flowVersion = 1

/** Flow columns of a matrix, in this order. */
export interface FlowSelection {
  /** Strikes up to this far from the rounded close of the session before. */
  distanceMax: number
  /** Names among those of `flowColumnNames(distanceMax)`. */
  columns: readonly string[]
}

/** Keeps a ratio finite where one side has not traded; the formula of the existing build. */
const ratioGuard = 1e-6

/** Columns of the bar's trades that say nothing of single distances. */
const ofTrades: Readonly<Record<string, (flow: Flow, cache: SeriesCache) => Float64Array>> = {
  calls_sold_total: (flow) => flow.total('calls_sold'),
  puts_sold_total: (flow) => flow.total('puts_sold'),
  pc_ratio: (flow) => guardedRatio(flow.total('puts_sold'), flow.total('calls_sold'), ratioGuard),
  imbalance: (flow) => difference(flow.total('calls_sold'), flow.total('puts_sold')),
  calls_premium_total: (flow) => flow.total('calls_premium'),
  puts_premium_total: (flow) => flow.total('puts_premium'),
  dealer_sold_premium_imbalance: premiumImbalance,
  atm_calls: (flow) => flow.atMoney('calls'),
  atm_puts: (flow) => flow.atMoney('puts'),
  atm_pc_ratio: (flow) => guardedRatio(flow.atMoney('puts'), flow.atMoney('calls'), ratioGuard),
  atm_imbalance: (flow) => difference(flow.atMoney('calls'), flow.atMoney('puts')),
  mm_profit_dir_simple: dealerDirection,
  divergence_score: divergence,
}

/** Columns of the open interest before the session. */
const ofOpenInterest: Readonly<Record<string, (cache: SeriesCache, name: string) => Float64Array>> = {
  distance_to_max_pain: (cache, name) => openInterestFlow(cache, name).distanceToMaxPain,
  oi_concentration: (cache, name) => openInterestFlow(cache, name).concentration,
}

/** Every flow column there is with strikes up to `distanceMax` away. */
export function flowColumnNames(distanceMax: number): string[] {
  const distances = Array.from({ length: 2 * distanceMax + 1 }, (_, i) => i - distanceMax)
  const perDistance = flowMeasures.flatMap((measure) =>
    distances.map((distance) => `${measure}_d${distance}`),
  )
  return [...perDistance, ...Object.keys(ofTrades), ...Object.keys(ofOpenInterest)]
}

/** Measure and distance of a name such as `puts_sold_d-3`, whatever the greatest distance. */
export function perDistanceColumn(name: string): { measure: FlowMeasure; distance: number } | undefined {
  const [, before, distance] = /^(\w+)_d(0|-?[1-9]\d{0,3})$/.exec(name) ?? []
  const measure = flowMeasures.find((known) => known === before)
  return measure && { measure, distance: Number(distance) }
}

/**
 * The same flow of strikes up to another distance. A measure that was chosen at every distance is so again; columns of
 * single distances stay, and one that lies further away is INVALID_PARAM.
 */
export function reachingTo(flow: FlowSelection, distanceMax: number): FlowSelection {
  const chosen = new Set(flow.columns)
  const held = flowColumnNames(flow.distanceMax)
  const isWhole = (measure: FlowMeasure): boolean =>
    held.every((name) => perDistanceColumn(name)?.measure !== measure || chosen.has(name))
  const whole = flowMeasures.filter(isWhole)
  const columns = flowColumnNames(distanceMax).filter((name) => {
    const single = perDistanceColumn(name)
    return chosen.has(name) || (single !== undefined && whole.includes(single.measure))
  })
  const lost = flow.columns.filter((name) => {
    const single = perDistanceColumn(name)
    return single !== undefined && !whole.includes(single.measure) && Math.abs(single.distance) > distanceMax
  })
  if (lost.length > 0) {
    const issue = `expected the distance of every column that is listed, got ${distanceMax}, short of ${lost.join(', ')}`
    throw invalidParam([{ field: 'distance_max', issue }])
  }
  return { distanceMax, columns }
}

/** Whether a column is made of trades, and not of the open interest before the session. */
export function readsTrades(name: string): boolean {
  return !Object.hasOwn(ofOpenInterest, name)
}

/**
 * The flow columns of every bar. A name that does not exist is INVALID_PARAM, naming the nearest; missing trades or
 * chain snapshots are UNPROCESSABLE.
 */
export function flowColumns(cache: SeriesCache, { distanceMax, columns }: FlowSelection): Column[] {
  requireKnown(columns, distanceMax)
  return columns.map((name) => ({ name, values: flowColumn(cache, name, distanceMax) }))
}

function flowColumn(cache: SeriesCache, name: string, distanceMax: number): Float64Array {
  if (Object.hasOwn(ofOpenInterest, name)) return ofOpenInterest[name](cache, name)
  const flow = flowOf(cache, distanceMax, name)
  const single = perDistanceColumn(name)
  return single ? flow.at(single.measure, single.distance) : ofTrades[name](flow, cache)
}

function requireKnown(columns: readonly string[], distanceMax: number): void {
  const names = flowColumnNames(distanceMax)
  const known = new Set(names)
  const faults = columns.flatMap((name): FieldError[] =>
    known.has(name)
      ? []
      : [{ field: 'flow', issue: `there is no flow column "${name}"${didYouMean(name, names)}` }],
  )
  if (faults.length > 0) throw invalidParam(faults)
}

/** (a + guard) / (b + guard). */
export function guardedRatio(a: Float64Array, b: Float64Array, guard: number): Float64Array {
  return a.map((value, row) => (value + guard) / (b[row] + guard))
}

/** (puts - calls) / (puts + calls) of the premium, between -1 and 1. */
function premiumImbalance(flow: Flow): Float64Array {
  const calls = flow.total('calls_premium')
  return flow.total('puts_premium').map((puts, row) => (puts - calls[row]) / (puts + calls[row] + ratioGuard))
}

/** 1 when dealers sold more puts than calls and so profit when the price rises, -1 when more calls, 0 when equal. */
function dealerDirection(flow: Flow): Float64Array {
  const calls = flow.total('calls_sold')
  return flow.total('puts_sold').map((puts, row) => Math.sign(puts - calls[row]))
}

/**
 * 1 where the price has moved against the dealers' direction, -1 where it went with it, 0 where either is 0. The move is
 * the last one known at the bar's time: that of the bar itself, from the close before to its close.
 */
function divergence(flow: Flow, { bars: { close } }: SeriesCache): Float64Array {
  return dealerDirection(flow).map((direction, row) => {
    const move = row === 0 ? Number.NaN : close[row] - close[row - 1]
    // Adding 0 makes 0 of -0.
    return -Math.sign(move) * direction + 0
  })
}
