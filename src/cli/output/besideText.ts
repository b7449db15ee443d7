import type { BacktestDetail } from '../../contract/types.ts'
import { fixed, percent, plural, wrap } from './format.ts'

/** What a run stands beside, a line each: holding what it traded, and entries at random. */
export function besideText({ benchmark, random_entries: random }: BacktestDetail, width: number): string {
  const lines: string[] = []
  if (benchmark) {
    const { kind, sharpe, cum_return, max_dd } = benchmark
    const name = kind === 'always_long' ? 'always long' : 'buy and hold'
    lines.push(
      `${name}: Sharpe ${fixed(2)(sharpe)}, return ${percent(cum_return)}, deepest drawdown ${percent(max_dd)}`,
    )
  }
  if (random?.quantiles && typeof random.percentile === 'number') {
    const { draws, trades, quantiles, percentile } = random
    lines.push(
      `${plural(trades, 'trade')} entered at random, ${draws} times: Sharpe ${sharpeBetween([quantiles.p05, quantiles.p95])} in 90 % of them; this run beats ${percent(percentile)}`,
    )
  } else if (random?.unavailable) lines.push(`no entries at random to compare with: ${random.unavailable}`)
  return lines.map((line) => wrap(line, width, '  ')).join('\n')
}

/** Two Sharpe ratios as "0.31 to 1.20". */
export function sharpeBetween([low, high]: readonly number[]): string {
  return `${fixed(2)(low)} to ${fixed(2)(high)}`
}
