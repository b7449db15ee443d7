import type { Metrics } from '../core/backtest/index.ts'
import {
  type Resamples,
  sharpeInterval,
  stationaryResamples,
} from '../core/statistics/stationaryBootstrap.ts'

/** 95 % interval of a run's Sharpe ratio a year, from its session returns; null where these do not vary. */
export function yearlySharpeInterval(
  { periods_per_year, sessions, bars }: Pick<Metrics, 'periods_per_year' | 'sessions' | 'bars'>,
  sessionReturns: Float64Array,
  seed: number,
): [number, number] | null {
  if (sessionReturns.length === 0) return null
  const interval = sharpeInterval(sessionReturns, resamplesFor(sessionReturns.length, seed))
  if (interval === null) return null
  // Bars of a year over bars of a session.
  const perYear = Math.sqrt((periods_per_year * sessions) / bars)
  return [interval.low * perYear, interval.high * perYear]
}

/** The variants of a sweep have the same sessions and seed one after the other, so the last resamples are kept. */
let last: { seed: number; resamples: Resamples } | undefined

function resamplesFor(sessions: number, seed: number): Resamples {
  if (last?.seed !== seed || last.resamples.rows !== sessions)
    last = { seed, resamples: stationaryResamples(sessions, seed) }
  return last.resamples
}
