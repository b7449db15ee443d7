import type { Metrics } from '../core/backtest/index.ts'
import { sharpeInterval } from '../core/statistics/stationaryBootstrap.ts'
import { runSteps } from '../core/steps.ts'
import { resamplesSteps } from './lastResamples.ts'

/** 95 % interval of a run's Sharpe ratio a year, from its session returns; null where these do not vary. */
export function yearlySharpeInterval(
  { periods_per_year, sessions, bars }: Pick<Metrics, 'periods_per_year' | 'sessions' | 'bars'>,
  sessionReturns: Float64Array,
  seed: number,
): [number, number] | null {
  if (sessionReturns.length === 0) return null
  const interval = sharpeInterval(sessionReturns, runSteps(resamplesSteps(sessionReturns.length, seed)))
  if (interval === null) return null
  // Bars of a year over bars of a session.
  const perYear = Math.sqrt((periods_per_year * sessions) / bars)
  return [interval.low * perYear, interval.high * perYear]
}
