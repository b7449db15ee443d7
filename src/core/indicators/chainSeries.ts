import { chainSmile } from '../options/chainSmile.ts'
import { nearestExpiry } from '../options/expiries.ts'
import { type RowRange, rowsOfSessions } from '../options/sessionRows.ts'
import { atMoney, type OptionType, type Smile } from '../options/smile.ts'
import { peakStrike, type StrikeTotals, type StrikeWeight, strikeTotals } from '../options/strikeTotals.ts'
import type { OptionChain } from '../options/tables.ts'
import { requireChain } from './marketTables.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

/** What volatility can be read from at one time: a snapshot of the chain, or quotes of a window. */
export interface VolatilityView {
  /** The whole number nearest to the close: of the session for its snapshot, of the session before for quotes by day. */
  anchor: number
  /** The smile of the expiry nearest to so many calendar days ahead, 0 for the front one; undefined without one. */
  smile(daysAhead: number): Smile | undefined
}

/** The chain at the end of a session. */
export interface Snapshot extends VolatilityView {
  chain: OptionChain
  rows: RowRange
  /** The first expiry after the session. */
  front: number
}

/** What indicators of the front expiry have loaded. */
export const readsFrontChain = () => ({ chain: { daysAhead: [0] } })

/**
 * The snapshot of each session of the bars, undefined where it has none or that holds no expiry after the session.
 * It is known when the session is over: indicators show what it tells one session later. UNPROCESSABLE where no chain
 * was loaded.
 */
export function snapshotsOf(cache: SeriesCache, indicator: string): (Snapshot | undefined)[] {
  const chain = requireChain(cache, indicator)
  const { session, close } = cache.sessions().cache.bars
  return rowsOfSessions(chain.session, session).map((rows, s) =>
    snapshotOf(chain, rows, session[s], close[s]),
  )
}

/** One value per session of the bars, from its snapshot; NaN where it has none. */
export function perSnapshot(
  cache: SeriesCache,
  indicator: string,
  key: string,
  compute: (snapshot: Snapshot) => number,
): Series {
  return cache.derive(`snapshot(${key})`, () =>
    Float64Array.from(snapshotsOf(cache, indicator), (snapshot) =>
      snapshot === undefined ? Number.NaN : compute(snapshot),
    ),
  )
}

function snapshotOf(
  chain: OptionChain,
  rows: RowRange,
  session: number,
  close: number,
): Snapshot | undefined {
  const front = nearestExpiry(chain.expiry, rows, session, session)
  if (front === null) return undefined
  return {
    chain,
    rows,
    front,
    anchor: Math.round(close),
    smile(daysAhead) {
      const expiry = nearestExpiry(chain.expiry, rows, session, session + daysAhead)
      return expiry === null ? undefined : chainSmile(chain, rows, expiry)
    },
  }
}

/** Totals per strike of the front expiry. */
export function frontTotals({ chain, rows, front }: Snapshot, weight: StrikeWeight): StrikeTotals {
  return strikeTotals(chain, rows, front, weight)
}

/** Volatility at the money of the front expiry, per session. */
export function atMoneyOf(cache: SeriesCache, indicator: string): Series {
  return perSnapshot(cache, indicator, 'atMoney(null)', (snapshot) => frontAtMoney(snapshot))
}

/** Volatility at the money of the front expiry; NaN without one. */
export function frontAtMoney({ anchor, smile }: VolatilityView, type: OptionType | null = null): number {
  const front = smile(0)
  return front === undefined ? Number.NaN : atMoney(front, anchor, type)
}

/** The strike where the weight is largest, per session. */
export function peakStrikeOf(cache: SeriesCache, indicator: string, weight: StrikeWeight): Series {
  return perSnapshot(cache, indicator, `peak(${weight})`, (snapshot) =>
    peakStrike(frontTotals(snapshot, weight)),
  )
}

/** Contracts open in the front expiry, per session. */
export function openInterestOf(cache: SeriesCache, indicator: string): Series {
  return perSnapshot(cache, indicator, 'openInterest', (snapshot) => {
    const { totals } = frontTotals(snapshot, 'open_interest')
    return totals.length === 0 ? Number.NaN : totals.reduce((sum, total) => sum + total, 0)
  })
}
