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
  const { hourEt } = matrix
  const hours = hourEt && [...new Set(Array.from(rows, (row) => hourEt[row]))].sort((a, b) => a - b)
  const alone = (groups: readonly string[], placeOf: Int32Array) =>
    partsOf({ account, position, run }, groups, placeOf)
  return {
    by_fold: resultsOf(foldsOf(input, run)),
    by_year: resultsOf(yearsOf(input, run)),
    by_side: resultsOf(
      alone(
        ['long', 'short'],
        Int32Array.from(position, (size) => (size < 0 ? 1 : 0)),
      ),
    ),
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
    const decided = decidedBy(
      run,
      position,
      names.length,
      rows.map((row) => ofRow[row]),
    )
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
  const foldOf = new Int32Array(position.length)
  for (let fold = 0, at = 0; fold < foldSizes.length; at += foldSizes[fold++]) {
    foldOf.fill(fold, at, at + foldSizes[fold])
  }
  const decided = decidedBy(run, position, foldSizes.length, foldOf)
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
        ...decided(place),
      },
    ]
  })
}

function yearsOf({ matrix, rows, position }: BreakdownInput, run: Run): [string, RunPart][] {
  const yearOf = yearsBySession()
  const yearOfDecision = rows.map((row) => yearOf(matrix.session[row]))
  const known = new Set(Array.from(run.session, yearOf))
  for (const index of run.trades.decision) known.add(yearOfDecision[index])
  const years = [...known].sort((a, b) => a - b)
  const places = new Map(years.map((year, place) => [year, place]))
  const decided = decidedBy(
    run,
    position,
    years.length,
    // A decision that was not traded may lie in a year without a bar.
    yearOfDecision.map((year) => places.get(year) ?? -1),
  )
  return years.map((year, place) => {
    const within = (session: Int32Array) => ({
      from: firstOfYear(session, year),
      to: firstOfYear(session, year + 1),
    })
    return [
      String(year),
      { ...stretch(run, within(run.session), within(run.everyBar.session)), ...decided(place) },
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

/**
 * Trades each group alone, and shares out the trading of the whole run.
 *
 * @param placeOf which of the groups each decision is of
 */
function partsOf(
  { account, position, run }: Pick<BreakdownInput, 'account' | 'position'> & { run: Run },
  groups: readonly string[],
  placeOf: Int32Array,
): [string, RunPart][] {
  const decided = decidedBy(run, position, groups.length, placeOf)
  const alone = groups.map((_, place) =>
    copyOf(
      account.trade(
        position.map((size, at) => (placeOf[at] === place ? size : 0)),
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
      ...decided(place),
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

/**
 * What was decided in each of some groups: the places of its trades, and how many decisions wanted a position.
 *
 * @param placeOf the group of each decision; -1 for none
 */
function decidedBy(
  { trades }: Run,
  position: Float64Array,
  groups: number,
  placeOf: Int32Array,
): (group: number) => Pick<RunPart, 'trades' | 'signals'> {
  const byGroup = groupBy(
    groups,
    trades.decision.map((index) => placeOf[index]),
  )
  const signals = new Int32Array(groups)
  for (let index = 0; index < placeOf.length; index++) {
    if (position[index] !== 0 && placeOf[index] >= 0) signals[placeOf[index]]++
  }
  return (group) => ({ trades: groupAt(byGroup, group), signals: signals[group] })
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
