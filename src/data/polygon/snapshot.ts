import { z } from 'zod'
import { formatDay } from '../../core/bars/day.ts'
import { newYorkTime } from '../calendar.ts'
import { byContract, contractShape, faultOf, toContract } from './contracts.ts'
import type { ChainRow } from './optionRows.ts'
import { pathSegment } from './request.ts'
import type { Question } from './vendor.ts'

const snapshotShape = z.object({
  details: contractShape,
  day: z.object({ volume: z.number().optional(), last_updated: z.number().optional() }).optional(),
  greeks: z.object({ delta: z.number().optional(), gamma: z.number().optional() }).optional(),
  implied_volatility: z.number().optional(),
  last_quote: z.object({ bid: z.number().optional(), ask: z.number().optional() }).optional(),
  open_interest: z.number().optional(),
})

type SnapshotRow = z.infer<typeof snapshotShape>

export interface SnapshotWanted {
  ticker: string
  session: number
  expiry: number
}

/**
 * The question for the chain of one expiry as it stands now. It can only be asked on the session itself, after its
 * close; its answer is kept for good under the session, since the vendor serves no snapshots of the past.
 * Source: Polygon REST, GET /v3/snapshot/options/{underlyingAsset}.
 */
export function snapshotQuestion({ ticker, session, expiry }: SnapshotWanted): Question<SnapshotRow> {
  return {
    request: {
      path: `/v3/snapshot/options/${pathSegment(ticker)}`,
      query: { expiration_date: formatDay(expiry), sort: 'ticker', order: 'asc', limit: '250' },
    },
    row: snapshotShape,
    check: (rows) =>
      faultOf(
        rows.map(({ details }) => details),
        (contract) => (contract.expiry === expiry ? undefined : 'has another expiry than was asked for'),
      ),
    keep: { asOf: formatDay(session), keepEmpty: false },
  }
}

/** Rows of the chain, by contract. What the vendor leaves out is NaN; a contract that did not trade has volume 0. */
export function snapshotRows(rows: readonly SnapshotRow[], session: number): ChainRow[] {
  return rows
    .flatMap(({ details, day, greeks, implied_volatility, last_quote, open_interest }) =>
      toContract(details).map((contract) => ({
        ...contract,
        session,
        bid: last_quote?.bid ?? Number.NaN,
        ask: priceOrNone(last_quote?.ask),
        impliedVolatility: priceOrNone(implied_volatility),
        delta: greeks?.delta ?? Number.NaN,
        gamma: greeks?.gamma ?? Number.NaN,
        openInterest: open_interest ?? Number.NaN,
        volume: tradedOn(session, day?.last_updated) ? (day?.volume ?? 0) : 0,
      })),
    )
    .sort(byContract)
}

/** The vendor writes 0 for an offer or a volatility that there is none of. */
function priceOrNone(value: number | undefined): number {
  return value === undefined || value <= 0 ? Number.NaN : value
}

/** Whether the day's figures are of this session and not of an earlier one, when the contract last traded. */
function tradedOn(session: number, lastUpdatedNs: number | undefined): boolean {
  return lastUpdatedNs === undefined || newYorkTime(lastUpdatedNs / 1e6).day === session
}
