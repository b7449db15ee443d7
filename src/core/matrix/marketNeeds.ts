import { joinNeeds, type MarketNeeds } from '../bars/marketData.ts'
import { type IndicatorSpec, resolveIndicator } from '../indicators/index.ts'
import type { ContractRule } from '../options/contractPick.ts'
import { type FlowSelection, readsTrades } from '../options/flowColumns.ts'

/** What the columns of a matrix are made of. */
export interface MatrixColumnsWanted {
  indicators: readonly IndicatorSpec[]
  flow?: FlowSelection | null
  contracts?: ContractRule | null
}

/**
 * What has to be loaded beside the bars for the indicators, the flow and the contracts of a matrix, each thing once.
 * Labels have needs of their own, to be joined with these. Unknown indicators are INVALID_PARAM.
 */
export function marketNeedsOf({ indicators, flow, contracts }: MatrixColumnsWanted): MarketNeeds {
  return joinNeeds([
    ...indicators.map((spec) => {
      const { indicator, params } = resolveIndicator(spec)
      return indicator.reads?.(params) ?? {}
    }),
    ...(flow ? [flowNeeds(flow)] : []),
    ...(contracts ? [contractNeeds] : []),
  ])
}

/** The front expiry of a snapshot is the first one after its session: what expires in the next, where anything does. */
const frontExpiry = { daysAhead: [0] }

function flowNeeds({ columns, distanceMax }: FlowSelection): Partial<MarketNeeds> {
  return {
    ...(columns.some(readsTrades) && { trades: { strikesAround: distanceMax } }),
    ...(columns.some((name) => !readsTrades(name)) && { chain: frontExpiry }),
  }
}

/** Same-day options with a delta near 0.35 lie within a few strikes; the price moves from the close before as well. */
const strikesAround = 10

const contractNeeds: Partial<MarketNeeds> = {
  chain: frontExpiry,
  quotes: { windows: [], atBarEnds: true, strikesAround, daysAhead: [0] },
  trades: { strikesAround },
}
