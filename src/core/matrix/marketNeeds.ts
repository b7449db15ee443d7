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

/**
 * The snapshot of a session whose options expire in the next one: a day ahead, or three over a weekend. The expiry
 * nearest to either is the one wanted also where a holiday makes it two days or four.
 */
const nextSession = { daysAhead: [1, 3] }

function flowNeeds({ columns, distanceMax }: FlowSelection): Partial<MarketNeeds> {
  return {
    ...(columns.some(readsTrades) && { trades: { strikesAround: distanceMax } }),
    ...(columns.some((name) => !readsTrades(name)) && { chain: nextSession }),
  }
}

/** Same-day options with a delta near 0.35 lie within a few strikes; the price moves from the close before as well. */
const strikesAround = 10

const contractNeeds: Partial<MarketNeeds> = {
  chain: nextSession,
  quotes: { windows: [], atBarEnds: true, strikesAround, daysAhead: [0] },
  trades: { strikesAround },
}
