import { annualisedSharpe, annualisedSortino, maxDrawdown, totalReturn } from '../statistics/returns.ts'

/** What became of one signal. */
export interface LiveSignal {
  /** Session that it was decided in, days since 1970-01-01. */
  session: number
  /** When it was decided, milliseconds UTC. */
  ts: number
  status: 'filled' | 'pending' | 'canceled' | 'error'
  /** Profit as a fraction of what was put in; null while it is not known. */
  pnl: number | null
  /** In multiples of what was risked; null where it is not known. */
  rr: number | null
  /** Share of the capital that was put in; null where nothing says. */
  weight: number | null
  /** |fill − reference|, in the price's unit, and the reference; null where they are not known. */
  slippage: number | null
  referencePx: number | null
}

/** When figures are taken, the same for every model that is compared. */
export interface LiveGrid {
  /** The sessions of the exchange in the period, days since 1970-01-01, rising. */
  sessions: Int32Array
  /** Before it a signal that is still pending has missed its fill; days since 1970-01-01. */
  timedOutBefore: number
  /** Milliseconds UTC. */
  now: number
}

/** How much of a model's size the market took at its price. */
type Capacity = 'Low' | 'Medium' | 'High'

/** Figures of live signals. What is not defined is null, and `reasons` says why. Fractions, unless a name says else. */
export interface LiveMetrics {
  sharpe: number | null
  sortino: number | null
  cum_return: number | null
  /** A magnitude. */
  max_dd: number | null
  win_rate: number | null
  /** Signals that were filled. */
  trades: number
  fill_rate: number | null
  /** Mean |fill − reference|, in the price's unit, and in basis points of the reference. */
  avg_slippage: number | null
  avg_slippage_bps: number | null
  capacity: Capacity | null
  /** Sessions with a signal, in per cent of all. */
  coverage_pct: number | null
  /** Since the newest signal. */
  freshness_sec: number | null
  reasons: Partial<Record<string, string>>
}

const sessionsPerYear = 252

/**
 * Figures of the signals of one model over a grid of sessions.
 *
 * A session's return is what its signals came to: their profits by the shares of the capital that were put in, or their
 * mean where a share is not known; a session without any earned 0. It is booked on the session of the decision. The
 * Sharpe and Sortino ratios are of these returns, times the root of 252 as those of a backtest; the sum is compounded.
 * Win rate: wins / (wins + losses). Fill rate: filled / (filled + canceled + timed out); what failed for other reasons
 * was no attempt. Source: domain facts of the existing system, section A6, with returns by session in place of trades.
 */
export function liveMetrics(signals: readonly LiveSignal[], grid: LiveGrid): LiveMetrics {
  const inGrid = new Set(grid.sessions)
  const counted = signals.filter(({ session }) => inGrid.has(session))
  const filled = counted.filter(({ status }) => status === 'filled')
  const known = filled.filter(({ pnl }) => pnl !== null)
  const returns = known.length === 0 ? new Float64Array() : sessionReturns(known, grid.sessions)
  const reasons: LiveMetrics['reasons'] = {}
  const because = <Value>(value: Value | null, why: string, ...names: string[]): Value | null => {
    if (value === null) for (const name of names) reasons[name] = why
    return value
  }
  const noResult = filled.length === 0 ? 'no signal was filled' : 'no filled signal has a profit yet'
  const noSpread = known.length === 0 ? noResult : 'the returns of the sessions do not vary'
  const sharpe = because(annualisedSharpe(returns, sessionsPerYear), noSpread, 'sharpe')
  const noLoss = known.length === 0 ? noResult : 'no session lost'
  const slipped = filled.filter(({ slippage }) => slippage !== null)
  const share = fillRate(counted, grid)
  const bps = meanOf(slipped.flatMap(basisPoints))
  const noFill = filled.length === 0 ? noResult : 'no fill has a price beside its reference'
  return {
    sharpe,
    sortino: because(annualisedSortino(returns, sessionsPerYear), noLoss, 'sortino'),
    cum_return: because(known.length === 0 ? null : totalReturn(returns), noResult, 'cum_return'),
    max_dd: because(known.length === 0 ? null : magnitude(maxDrawdown(returns)), noResult, 'max_dd'),
    win_rate: because(
      winRate(filled),
      filled.length === 0 ? noResult : 'no filled signal won or lost',
      'win_rate',
    ),
    trades: filled.length,
    fill_rate: because(share, 'no signal was to be filled yet', 'fill_rate'),
    avg_slippage: because(meanOf(slipped.map(({ slippage }) => slippage ?? 0)), noFill, 'avg_slippage'),
    avg_slippage_bps: because(bps, noFill, 'avg_slippage_bps'),
    capacity: because(capacityOf(share, bps), 'fill rate or slippage is not known', 'capacity'),
    coverage_pct: because(coverage(counted, grid), 'the period has no session', 'coverage_pct'),
    freshness_sec: because(freshness(counted, grid.now), 'there is no signal in the period', 'freshness_sec'),
    reasons,
  }
}

function sessionReturns(filled: readonly LiveSignal[], sessions: Int32Array): Float64Array {
  const ofSession = new Map<number, LiveSignal[]>()
  for (const signal of filled) {
    const own = ofSession.get(signal.session)
    if (own) own.push(signal)
    else ofSession.set(signal.session, [signal])
  }
  return Float64Array.from(sessions, (session) => {
    const own = ofSession.get(session) ?? []
    if (own.length === 0) return 0
    const areWeighed = own.every(({ weight }) => weight !== null)
    return own.reduce(
      (sum, { pnl, weight }) => sum + (pnl ?? 0) * (areWeighed ? (weight ?? 0) : 1 / own.length),
      0,
    )
  })
}

/** By profit, or where that is not known by the multiple of the risk, whose sign is the same. */
function winRate(filled: readonly LiveSignal[]): number | null {
  const results = filled.map(({ pnl, rr }) => pnl ?? rr ?? 0)
  const wins = results.filter((result) => result > 0).length
  const losses = results.filter((result) => result < 0).length
  return wins + losses === 0 ? null : wins / (wins + losses)
}

function fillRate(signals: readonly LiveSignal[], { timedOutBefore }: LiveGrid): number | null {
  const attempts = signals.filter(
    ({ status, session }) =>
      status === 'filled' || status === 'canceled' || (status === 'pending' && session < timedOutBefore),
  )
  const filled = attempts.filter(({ status }) => status === 'filled').length
  return attempts.length === 0 ? null : filled / attempts.length
}

function basisPoints({ slippage, referencePx }: LiveSignal): number[] {
  return slippage === null || referencePx === null || referencePx <= 0
    ? []
    : [(10_000 * slippage) / referencePx]
}

/** Sigma's choice: high where 95 % are filled within 5 bps of the reference, medium where 85 % are within 15. */
function capacityOf(fillShare: number | null, bps: number | null): Capacity | null {
  if (fillShare === null || bps === null) return null
  if (fillShare >= 0.95 && bps <= 5) return 'High'
  return fillShare >= 0.85 && bps <= 15 ? 'Medium' : 'Low'
}

function coverage(signals: readonly LiveSignal[], { sessions }: LiveGrid): number | null {
  const covered = new Set(signals.map(({ session }) => session)).size
  return sessions.length === 0 ? null : (100 * covered) / sessions.length
}

function freshness(signals: readonly LiveSignal[], now: number): number | null {
  if (signals.length === 0) return null
  const newest = signals.reduce((latest, { ts }) => Math.max(latest, ts), 0)
  return Math.max(0, Math.round((now - newest) / 1_000))
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** 0, not -0. */
const magnitude = (value: number | null): number | null => value && Math.abs(value)
