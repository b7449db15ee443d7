import type { BacktestResult } from '../core/backtest/index.ts'
import { formatDay } from '../core/bars/day.ts'

/** A run's out-of-sample bars as CSV: time, session, weight, gross return, cost and net return, as fractions. */
export function returnsCsv({ bars, barReturns }: BacktestResult): string {
  const lines = ['ts,session,weight,gross,cost,net']
  for (let bar = 0; bar < barReturns.length; bar++) {
    const ts = new Date(bars.ts[bar]).toISOString()
    lines.push(
      [
        ts,
        formatDay(bars.session[bar]),
        bars.weight[bar],
        bars.gross[bar],
        bars.cost[bar],
        barReturns[bar],
      ].join(','),
    )
  }
  return `${lines.join('\n')}\n`
}
