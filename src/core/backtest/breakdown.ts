import { formatDay } from '../bars/day.ts'
import type { Matrix } from '../matrix/matrix.ts'
import type { Account } from './account.ts'
import { netReturns } from './metrics.ts'
import type { Simulation } from './simulate.ts'
import { maxDrawdownOf, perYear, sharpeOf, summarise, totalReturnOf } from './summary.ts'

/** A part of a run. Returns and costs are fractions of equity, net of costs unless named gross. */
export interface GroupResult {
  /** `2019`, `long`, the hour as `10`, or the ticker. */
  group: string
  bars: number
  /** Annualised; null when the returns do not vary. */
  sharpe: number | null
  /** Compounded over the group's bars: years compound to the whole run. */
  cum_return: number | null
  /** Added up bar by bar: the groups of a table add up to the same sum of the whole run. */
  sum_return: number
  sum_gross: number
  sum_cost: number
  /** Magnitude. */
  max_dd: number | null
  /** Filled tranches decided in the group. */
  trades: number
  /** Of the closed trades that won or lost; null when there are none. */
  win_rate: number | null
  /** Why a figure is null, by its name. */
  unavailable: Record<string, string>
}

/** A run taken apart. Each trade, and each cent of cost, stands in one group of each table. */
export interface Breakdown {
  /** By the year of the session of each bar. */
  by_year: GroupResult[]
  by_side: GroupResult[]
  /** By the hour of New York in which the decision was made; null where decisions have none. */
  by_hour: GroupResult[] | null
  by_hour_unavailable: string | null
  /** Each ticker with what it added to the whole, its own costs among it; absent where there is one instrument. */
  by_ticker?: GroupResult[]
}

export interface BreakdownInput {
  matrix: Matrix
  account: Account
  /** Matrix row and position of every decision. */
  rows: Int32Array
  position: Float64Array
  /** Cost of a change of weight by 1. */
  rate: number
  periodsPerYear: number
}

/** Bar returns that belong together, with their trades. */
interface Part {
  gross: Float64Array
  cost: Float64Array
  trades: number
  wins: number
  losses: number
}

/**
 * Takes a run apart by year, by side and by hour of decision.
 *
 * Gross returns are linear in positions, so that a side's are those of its decisions alone. Costs are not: opposite
 * tranches net before they cost. Each bar's cost is shared out by what each group would have traded alone.
 */
export function breakdownOf({
  matrix,
  account,
  rows,
  position,
  rate,
  periodsPerYear,
}: BreakdownInput): Breakdown {
  const run = copyOf(account.trade(position), rate)
  const tradeGroups = (groupOf: (decision: number) => string) => outcomesBy(run, groupOf, rate)
  const yearOf = yearsBySession()
  const years = Int32Array.from(run.session, yearOf)
  const byYear = tradeGroups((decision) => String(yearOf(matrix.session[rows[decision]])))
  const parted = (groups: readonly string[], groupOf: (decision: number) => string) =>
    partsOf({ account, position, rate, run }, groups, groupOf, tradeGroups(groupOf)).map(([group, part]) =>
      resultOf(group, part, periodsPerYear),
    )
  const sideOf = (decision: number) => (position[decision] < 0 ? 'short' : 'long')
  const { hourEt } = matrix
  const hourOf = (decision: number) => String(hourEt?.[rows[decision]] ?? '')
  const hours = hourEt && [...new Set(Array.from(rows, (row) => hourEt[row]))].sort((a, b) => a - b)
  return {
    by_year: [...new Set([...years, ...[...byYear.keys()].map(Number)])]
      .sort((a, b) => a - b)
      .map((year) => {
        const within = (values: Float64Array) => values.filter((_, bar) => years[bar] === year)
        const part = { gross: within(run.gross), cost: within(run.cost), ...outcomeOf(byYear, String(year)) }
        return resultOf(String(year), part, periodsPerYear)
      }),
    by_side: parted(['long', 'short'], sideOf),
    by_hour: hours && parted(hours.map(String), hourOf),
    by_hour_unavailable: hours === null ? 'decisions are daily, and have no hour' : null,
    ...byTicker({ matrix, account, rows, position, rate, periodsPerYear }, tradeGroups),
  }
}

function byTicker(
  { matrix: { tickers }, account, rows, position, rate, periodsPerYear }: BreakdownInput,
  outcomesOf: (groupOf: (decision: number) => string) => ReadonlyMap<string, Outcome>,
): Pick<Breakdown, 'by_ticker'> {
  if (!tickers || !account.byTicker) return {}
  const { names, ofRow } = tickers
  const outcomes = outcomesOf((decision) => names[ofRow[rows[decision]]])
  const results = Array.from(account.byTicker(position), ({ ticker, gross, traded }) => {
    const cost = traded.map((change) => change * rate)
    return resultOf(names[ticker], { gross, cost, ...outcomeOf(outcomes, names[ticker]) }, periodsPerYear)
  })
  return { by_ticker: results }
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

/** What an account did, in memory that its next trade leaves alone. */
function copyOf({ session, gross, traded, trades }: Simulation, rate: number) {
  return {
    session,
    gross: gross.slice(),
    cost: traded.map((change) => change * rate),
    decision: trades.decision.slice(),
    earned: trades.gross.slice(),
    closed: trades.closed,
  }
}

type Run = ReturnType<typeof copyOf>
type Outcome = Pick<Part, 'trades' | 'wins' | 'losses'>

function outcomesBy(
  { decision, earned, closed }: Run,
  groupOf: (decision: number) => string,
  rate: number,
): Map<string, Outcome> {
  const found = new Map<string, Outcome>()
  for (let trade = 0; trade < decision.length; trade++) {
    const group = groupOf(decision[trade])
    const outcome = found.get(group) ?? { trades: 0, wins: 0, losses: 0 }
    const net = earned[trade] - 2 * rate
    outcome.trades++
    outcome.wins += Number(trade < closed && net > 0)
    outcome.losses += Number(trade < closed && net < 0)
    if (outcome.trades === 1) found.set(group, outcome)
  }
  return found
}

function outcomeOf(found: ReadonlyMap<string, Outcome>, group: string): Outcome {
  return found.get(group) ?? { trades: 0, wins: 0, losses: 0 }
}

/** Trades each group alone, and shares out the costs of the whole run. */
function partsOf(
  { account, position, rate, run }: Pick<BreakdownInput, 'account' | 'position' | 'rate'> & { run: Run },
  groups: readonly string[],
  groupOf: (decision: number) => string,
  outcomes: ReadonlyMap<string, Outcome>,
): [string, Part][] {
  const alone = groups.map((group) =>
    copyOf(
      account.trade(
        position.map((size, at) => (groupOf(at) === group ? size : 0)),
        position,
      ),
      rate,
    ),
  )
  const together = new Float64Array(run.cost.length)
  for (const { cost } of alone) for (let bar = 0; bar < cost.length; bar++) together[bar] += cost[bar]
  return groups.map((group, place) => {
    const { gross, cost } = alone[place]
    const shared = cost.map((own, bar) => (own === 0 ? 0 : run.cost[bar] * (own / together[bar])))
    return [group, { gross, cost: shared, ...outcomeOf(outcomes, group) }]
  })
}

function resultOf(
  group: string,
  { gross, cost, trades, wins, losses }: Part,
  periodsPerYear: number,
): GroupResult {
  const net = netReturns({ gross, traded: cost }, 1)
  const summary = summarise(net)
  const judged = wins + losses
  const figures = {
    sharpe: perYear(sharpeOf(summary), periodsPerYear),
    cum_return: totalReturnOf(summary),
    max_dd: maxDrawdownOf(summary),
    win_rate: judged > 0 ? wins / judged : null,
  }
  const noBars = 'it has no bars'
  const why = {
    sharpe: net.length < 2 ? 'it has fewer than two bars' : 'its returns do not vary',
    cum_return: noBars,
    max_dd: noBars,
    win_rate: trades === 0 ? 'nothing was traded' : 'no closed trade won or lost',
  }
  const missing = (['sharpe', 'cum_return', 'max_dd', 'win_rate'] as const).filter(
    (name) => figures[name] === null,
  )
  return {
    group,
    bars: net.length,
    ...figures,
    sum_return: sumOf(net),
    sum_gross: sumOf(gross),
    sum_cost: sumOf(cost),
    trades,
    unavailable: Object.fromEntries(missing.map((name) => [name, why[name]])),
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
