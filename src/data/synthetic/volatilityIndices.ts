import type { Bars } from '../../core/bars/bars.ts'
import { SigmaError } from '../../core/errors.ts'
import { sessionDecisionTime } from '../calendar.ts'
import { cents } from './bars.ts'
import { hourEnds } from './edge.ts'
import { type History, sessionsOfYear } from './history.ts'
import { outlookAt } from './impliedVolatility.ts'

/** Indices of implied volatility, and the sessions that each looks ahead: 1, 3 and 6 months. */
const indices: Readonly<Record<string, number>> = { 'I:VIX': 21, 'I:VIX3M': 63, 'I:VIX6M': 126 }

/**
 * Daily bars of the volatility indices: 100 x sqrt(252 x mean expected variance of the sessions that follow), seen at
 * the open and at the end of each clock hour. An index has no volume (NaN). Any other ticker is UNPROCESSABLE.
 */
export function makeIndices(
  history: History,
  tickers: readonly string[],
  from: number,
  to: number,
): Map<string, Bars> {
  const unknown = tickers.filter((ticker) => !Object.hasOwn(indices, ticker))
  if (unknown.length > 0) throw unknownIndices(unknown)
  const bars = new Map(tickers.map((ticker) => [ticker, emptyBars(history, ticker, from, to)]))
  if (bars.size === 0) return bars
  for (let s = from; s < to; s++) {
    for (const minutes of [0, ...hourEnds(history.slots[s]).map((end) => end * 5)]) {
      const variances = outlookAt(history, s, minutes, 126).ahead
      for (const [ticker, one] of bars) note(one, s - from, indexValue(variances, indices[ticker]))
    }
  }
  return bars
}

function indexValue(variances: Float64Array, sessions: number): number {
  let sum = 0
  for (let k = 0; k < sessions; k++) sum += variances[k]
  return cents(100 * Math.sqrt((sum / sessions) * sessionsOfYear))
}

function emptyBars({ days }: History, ticker: string, from: number, to: number): Bars {
  const session = days.slice(from, to)
  const missing = () => new Float64Array(to - from).fill(Number.NaN)
  return {
    ticker,
    cadence: 'daily',
    ts: Float64Array.from(session, sessionDecisionTime),
    session,
    hourEt: null,
    open: missing(),
    high: missing(),
    low: missing(),
    close: missing(),
    volume: missing(),
  }
}

/** Takes one more value of the session into its bar. */
function note({ open, high, low, close }: Bars, row: number, value: number): void {
  if (Number.isNaN(open[row])) open[row] = value
  if (!(high[row] >= value)) high[row] = value
  if (!(low[row] <= value)) low[row] = value
  close[row] = value
}

function unknownIndices(unknown: string[]): SigmaError {
  const held = Object.keys(indices)
  return new SigmaError(
    'UNPROCESSABLE',
    `the source synthetic does not hold daily bars of ${unknown.join(', ')} beside an instrument; it holds ${held.join(', ')}`,
    {
      details: { source: 'synthetic', missing: unknown, held },
      next: `use ${held.join(', ')}, or --source polygon with a key in POLYGON_API_KEY`,
    },
  )
}
