import { formatDay } from '../bars/day.ts'
import { groupAt, groupBy } from '../groupBy.ts'
import type { Matrix } from '../matrix/matrix.ts'
import type { Account, Booked } from './account.ts'
import { type PartMetrics, partMetrics, type RunFrame, type RunPart } from './partMetrics.ts'
import { firstAtLeast } from './search.ts'

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
  account: Account
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
  const { matrix, account, rows, position, rate } = input
  const run = copyOf(account.trade(position))
  const frame: RunFrame = { ...input, trades: run.trades }
  const resultsOf = (parts: [group: string, part: RunPart][]) =>
    parts.map(([group, part]) => resultOf(group, part, frame))
  const sideOf = (decision: number) => (position[decision] < 0 ? 'short' : 'long')
  const { hourEt } = matrix
  const hourOf = (decision: number) => String(hourEt?.[rows[decision]] ?? '')
  const hours = hourEt && [...new Set(Array.from(rows, (row) => hourEt[row]))].sort((a, b) => a - b)
  const alone = (groups: readonly string[], groupOf: GroupOf) =>
    partsOf({ account, position, run }, groups, groupOf)
  return {
    by_fold: resultsOf(foldsOf(input, run)),
    by_year: resultsOf(yearsOf(input, run)),
    by_side: resultsOf(alone(['long', 'short'], sideOf)),
    by_hour: hours && resultsOf(alone(hours.map(String), hourOf)),
    by_hour_unavailable: hours === null ? 'decisions are daily, and have no hour' : null,
    ...byTicker(),
  }

  /** One after the other, for the bars of the next overwrite those of the last. */
  function byTicker(): Pick<Breakdown, 'by_ticker'> {
    const { tickers } = matrix
    if (!tickers || !account.byTicker) return {}
    const tickerOf = (decision: number) => tickers.ofRow[rows[decision]]
    const trades = groupBy(tickers.names.length, run.trades.decision.map(tickerOf))
    const wanted = new Int32Array(tickers.names.length)
    for (let index = 0; index < rows.length; index++) wanted[tickerOf(index)] += Number(position[index] !== 0)
    const results = Array.from(account.byTicker(position), ({ ticker, ...bars }) =>
      resultOf(
        tickers.names[ticker],
        { ...bars, trades: groupAt(trades, ticker), signals: wanted[ticker] },
        frame,
      ),
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

type GroupOf = (decision: number) => string

/** What an account did, in memory that its next trade leaves alone. */
function copyOf({ ts, session, gross, traded, charged, weight, everyBar, trades }: Booked) {
  const all = {
    ts: everyBar.ts,
    session: everyBar.session,
    gross: everyBar.gross.slice(),
    traded: everyBar.traded.slice(),
    ...(everyBar.charged && { charged: everyBar.charged.slice() }),
  }
  return {
    ts,
    session,
    weight: weight.slice(),
    // The bars are often all there are.
    gross: gross === everyBar.gross ? all.gross : gross.slice(),
    traded: traded === everyBar.traded ? all.traded : traded.slice(),
    ...(charged && { charged: charged.slice() }),
    everyBar: all,
    trades: {
      decision: trades.decision.slice(),
      gross: trades.gross.slice(),
      closed: trades.closed,
      ...(trades.exit && { exit: trades.exit.slice() }),
      ...(trades.cost && { cost: trades.cost.slice() }),
    },
  }
}

type Run = ReturnType<typeof copyOf>

function foldsOf({ account, foldSizes, position }: BreakdownInput, run: Run): [string, RunPart][] {
  let end = 0
  return foldSizes.map((size, place) => {
    const start = end
    end += size
    const isLast = place + 1 === foldSizes.length
    const from = place === 0 ? 0 : account.firstBarOf(start)
    const to = isLast ? run.gross.length : account.firstBarOf(end)
    const all = {
      from: place === 0 ? 0 : firstAtLeast(run.everyBar.ts, run.ts[from] ?? Number.POSITIVE_INFINITY),
      to: isLast
        ? run.everyBar.gross.length
        : firstAtLeast(run.everyBar.ts, run.ts[to] ?? Number.POSITIVE_INFINITY),
    }
    return [
      String(place + 1),
      {
        ...stretch(run, { from, to }, all),
        trades: tradesWhere(run, (decision) => decision >= start && decision < end),
        signals: position.subarray(start, end).filter((size) => size !== 0).length,
      },
    ]
  })
}

function yearsOf({ matrix, rows, position }: BreakdownInput, run: Run): [string, RunPart][] {
  const yearOf = yearsBySession()
  const decided = rows.map((row) => yearOf(matrix.session[row]))
  const { decision } = run.trades
  const years = new Set([
    ...Array.from(run.session, yearOf),
    ...Array.from(decision, (index) => decided[index]),
  ])
  return [...years]
    .sort((a, b) => a - b)
    .map((year) => {
      const within = (session: Int32Array) => ({
        from: firstOfYear(session, year),
        to: firstOfYear(session, year + 1),
      })
      return [
        String(year),
        {
          ...stretch(run, within(run.session), within(run.everyBar.session)),
          trades: tradesWhere(run, (index) => decided[index] === year),
          signals: position.filter((size, index) => size !== 0 && decided[index] === year).length,
        },
      ]
    })
}

/** The year of a session. Telling it takes time, and many decisions share one. */
function yearsBySession(): (session: number) => number {
  const known = new Map<number, number>()
  return (session) => {
    const year = known.get(session) ?? Number(formatDay(session).slice(0, 4))
    known.set(session, year)
    return year
  }
}

const DAY = 86_400_000

function firstOfYear(session: Int32Array, year: number): number {
  return firstAtLeast(session, Date.UTC(year, 0, 1) / DAY)
}

interface Range {
  from: number
  to: number
}

/** The bars of a stretch of time. */
function stretch(run: Run, { from, to }: Range, all: Range): Omit<RunPart, 'trades' | 'signals'> {
  const { everyBar } = run
  return {
    gross: run.gross.subarray(from, to),
    traded: run.traded.subarray(from, to),
    ...(run.charged && { charged: run.charged.subarray(from, to) }),
    weight: run.weight.subarray(from, to),
    everyBar: {
      session: everyBar.session.subarray(all.from, all.to),
      gross: everyBar.gross.subarray(all.from, all.to),
      traded: everyBar.traded.subarray(all.from, all.to),
      ...(everyBar.charged && { charged: everyBar.charged.subarray(all.from, all.to) }),
    },
  }
}

/** Trades each group alone, and shares out the trading of the whole run. */
function partsOf(
  { account, position, run }: Pick<BreakdownInput, 'account' | 'position'> & { run: Run },
  groups: readonly string[],
  groupOf: GroupOf,
): [string, RunPart][] {
  const alone = groups.map((group) =>
    copyOf(
      account.trade(
        position.map((size, at) => (groupOf(at) === group ? size : 0)),
        position,
      ),
    ),
  )
  const shared = shares(
    run.traded,
    alone.map(({ traded }) => traded),
  )
  const sharedAll = shares(
    run.everyBar.traded,
    alone.map(({ everyBar }) => everyBar.traded),
  )
  return groups.map((group, place) => {
    // What options cost does not net, and is each group's own.
    const { gross, charged, weight, everyBar } = alone[place]
    const part = {
      gross,
      weight,
      traded: shared[place],
      ...(charged && { charged }),
      everyBar: { ...everyBar, traded: sharedAll[place] },
      trades: tradesWhere(run, (decision) => groupOf(decision) === group),
      signals: position.filter((size, at) => size !== 0 && groupOf(at) === group).length,
    }
    return [group, part]
  })
}

/** What was traded in each bar, shared out by what each group would have traded alone. */
function shares(traded: Float64Array, alone: readonly Float64Array[]): Float64Array[] {
  const together = new Float64Array(traded.length)
  for (const own of alone) for (let bar = 0; bar < own.length; bar++) together[bar] += own[bar]
  return alone.map((one) => one.map((own, bar) => (own === 0 ? 0 : traded[bar] * (own / together[bar]))))
}

/** Places of the trades whose decision is one of the part's. */
function tradesWhere({ trades }: Run, isOfPart: (decision: number) => boolean): Int32Array {
  return Int32Array.from(trades.decision, (_, trade) => trade).filter((trade) =>
    isOfPart(trades.decision[trade]),
  )
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
