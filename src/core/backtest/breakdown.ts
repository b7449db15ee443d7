import type { Matrix } from '../matrix/matrix.ts'
import type { Account } from './account.ts'
import { partsOf } from './breakdownGroups.ts'
import { decidedBy, type Run } from './breakdownRun.ts'
import { foldsOf, yearsOf } from './breakdownTime.ts'
import { type PartMetrics, partMetrics, type RunFrame, type RunPart } from './partMetrics.ts'
import { pickRows } from './rowSets.ts'
import { sumOf } from './tally.ts'

/**
 * A part of a run, with the figures that a run has. Returns and costs are fractions of equity, net of costs unless
 * named gross. Years and folds compound to the whole run; its trades are those decided in the group.
 */
export interface GroupResult extends PartMetrics {
  /** `1` for the first fold, `2019`, `long`, the hour as `10`, or the ticker. */
  group: string
  /** Added up bar by bar: the groups of a table add up to the same sum of the whole run. */
  sum_return: number
  sum_gross: number
  sum_cost: number
  /** Why a figure is null, by its name. */
  unavailable: Record<string, string>
}

/** A run taken apart. Each trade, and each cent of cost, stands in one group of each table. */
export interface Breakdown {
  /** By the fold in which decisions were made: its bars are those up to the first decision of the next. */
  by_fold: GroupResult[]
  /** By the year of the session of each bar. */
  by_year: GroupResult[]
  by_side: GroupResult[]
  /** By the hour of New York in which the decision was made; null where decisions have none. */
  by_hour: GroupResult[] | null
  by_hour_unavailable: string | null
  /** Each ticker with what it added to the whole, its own costs among it; absent where there is one instrument. */
  by_ticker?: GroupResult[]
}

export interface BreakdownInput extends Omit<RunFrame, 'trades'> {
  matrix: Matrix
  /** Of the run's decisions, to trade parts of them. */
  account: Account
  /** What the whole of them came to. */
  run: Run
  /** Matrix row of every decision. */
  rows: Int32Array
  /** Decisions of each fold, in order. */
  foldSizes: readonly number[]
}

/**
 * Takes a run apart by fold, by year, by side and by hour of decision.
 *
 * Gross returns are linear in positions, so that a side's are those of its decisions alone. Costs are not: opposite
 * tranches net before they cost. Each bar's trading is shared out by what each group would have traded alone.
 */
export function breakdownOf(input: BreakdownInput): Breakdown {
  const { matrix, account, run, rows, position, rate } = input
  const frame: RunFrame = { ...input, trades: run.trades }
  const resultsOf = (parts: [group: string, part: RunPart][]) =>
    parts.map(([group, part]) => resultOf(group, part, frame))
  const { hourEt } = matrix
  const hours = hourEt && [...new Set(Array.from(rows, (row) => hourEt[row]))].sort((a, b) => a - b)
  const alone = (groups: readonly string[], placeOf: Int32Array) =>
    partsOf({ account, position, run }, groups, placeOf)
  return {
    by_fold: resultsOf(foldsOf(input, run)),
    by_year: resultsOf(yearsOf(input, run)),
    by_side: resultsOf(alone(['long', 'short'], sidesOf(position))),
    by_hour:
      hours &&
      resultsOf(
        alone(
          hours.map(String),
          rows.map((row) => hours.indexOf(hourEt[row])),
        ),
      ),
    by_hour_unavailable: hours === null ? 'decisions are daily, and have no hour' : null,
    ...byTicker(),
  }

  /** One after the other, for the bars of the next overwrite those of the last. */
  function byTicker(): Pick<Breakdown, 'by_ticker'> {
    const { tickers } = matrix
    if (!tickers || !account.byTicker) return {}
    const { names, ofRow } = tickers
    const decided = decidedBy(run, position, names.length, pickRows(ofRow, rows))
    const results = Array.from(account.byTicker(position), ({ ticker, ...bars }) =>
      resultOf(names[ticker], { ...bars, ...decided(ticker) }, frame),
    )
    return { by_ticker: results }
  }

  function resultOf(group: string, part: RunPart, within: RunFrame): GroupResult {
    const { metrics, unavailable } = partMetrics(part, within)
    const gross = sumOf(part.gross)
    const cost = rate * sumOf(part.charged ?? part.traded)
    return { group, ...metrics, sum_return: gross - cost, sum_gross: gross, sum_cost: cost, unavailable }
  }
}

/** 1 for a short position. */
function sidesOf(position: Float64Array): Int32Array {
  const sides = new Int32Array(position.length)
  for (let index = 0; index < sides.length; index++) sides[index] = Number(position[index] < 0)
  return sides
}
