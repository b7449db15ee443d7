import type { Bars } from '../bars/bars.ts'
import { noMarketData } from '../bars/marketData.ts'
import { type SessionRanges, sessionRanges } from '../bars/sessions.ts'
import { sliceBars } from '../bars/window.ts'
import type { Column } from '../matrix/matrix.ts'
import { computeOn } from './compute.ts'
import type { History, Recursion } from './history.ts'
import { type IndicatorSpec, type ResolvedIndicator, resolveIndicators } from './resolve.ts'
import { SeriesCache } from './seriesCache.ts'

/** What a build leaves behind, so that a later one on the same bars and more need not begin from the first of them. */
export interface Checkpoint {
  /** Bars that are done with: all but those of the last session, which may still grow. */
  at: number
  recursions: ReadonlyMap<string, Recursion>
  /** The same for the session bars. */
  sessions: ReadonlyMap<string, Recursion>
}

export interface ContinuedColumns {
  /** Columns over the bars from `first` on. Right from bar `at` of the earlier checkpoint on; what stands before is not. */
  columns: Column[]
  first: number
  checkpoint: Checkpoint
}

/** Whether a build with these indicators can go on from an earlier one. Those that read more than bars begin anew. */
export function canContinue({ indicator }: ResolvedIndicator): boolean {
  return indicator.reads === undefined && indicator.looksBack !== 'everything'
}

/**
 * Computes indicators from where an earlier build stood (null: from the first bar), and what the next can go on from.
 * `bars` are all bars, those of the earlier build first and unchanged. The values are those of `computeIndicators` bit
 * by bit. Every indicator must be one that `canContinue`.
 */
export function continueIndicators(
  bars: Bars,
  specs: readonly IndicatorSpec[],
  earlier: Checkpoint | null,
): ContinuedColumns {
  const ranges = sessionRanges(bars.session)
  const reach = reachOf(specs)
  const from = earlier?.at ?? 0
  const first = earlier === null ? 0 : reachStart(ranges, from, reach)
  const at = Math.max(from, ranges.start[Math.max(0, ranges.count - 1)])
  const kept = reachStart(ranges, at, reach)
  const session = (row: number): number => ranges.ofRow[row] ?? ranges.count
  const history = (
    place: (row: number) => number,
    before: ReadonlyMap<string, Recursion>,
  ): KeepingHistory => ({
    offset: place(first),
    from: place(from) - place(first),
    before,
    keep: { at: place(at) - place(first), reach: place(at) - place(kept), recursions: new Map() },
  })
  const histories = {
    bars: history((row) => row, earlier?.recursions ?? new Map()),
    sessions: history(session, earlier?.sessions ?? new Map()),
  }
  const cache = new SeriesCache(sliceBars(bars, first, bars.ts.length), noMarketData, histories)
  const columns = computeOn(cache, specs)
  return {
    columns,
    first,
    checkpoint: {
      at,
      recursions: histories.bars.keep.recursions,
      sessions: histories.sessions.keep.recursions,
    },
  }
}

type KeepingHistory = History & { keep: NonNullable<History['keep']> }

/** Twice the widest window: its blocks begin anywhere in the rows that are looked back at, and one has to be whole. */
function reachOf(specs: readonly IndicatorSpec[]): number {
  const windows = resolveIndicators(specs).map(({ indicator, params }) => {
    const { looksBack } = indicator
    return Math.max(...indicator.warmUps(params), typeof looksBack === 'number' ? looksBack : 0)
  })
  return 2 * Math.max(1, ...windows) + 2
}

/** First row of a session that lies at least `reach` rows, and as many sessions, before a row that begins a session. */
function reachStart({ start, ofRow, count }: SessionRanges, row: number, reach: number): number {
  const session = ofRow[row] ?? count
  return start[Math.max(0, session - reach)]
}
