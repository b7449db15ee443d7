import type { BacktestDetail } from '../../contract/types.ts'
import { count, percent, wrap } from './format.ts'

/** How the options of a run were filled and left; nothing for one that bought none. */
export function optionLines({ options }: BacktestDetail, width: number): string {
  if (!options) return ''
  const { wanted, filled, unfilled, exits, median_spread_pct: spread } = options
  const reasons = Object.entries(unfilled).map(([reason, times]) => `${reason} ${count(times)}`)
  const ways: [number, string][] = [
    [exits.quote, 'sold at a quote'],
    [exits.expiry, 'expired'],
    [exits.last_bid, 'left at the last bid, since nobody quoted them any more'],
    [exits.open_at_end, 'open at the end'],
  ]
  const left = ways.flatMap(([trades, how]) => (trades > 0 ? [`${count(trades)} ${how}`] : []))
  return [
    `options: ${count(filled)} of ${count(wanted)} filled${reasons.length > 0 ? ` (not filled: ${reasons.join(', ')})` : ''}, median spread ${percent(spread)}`,
    ...(left.length > 0 ? [`of these ${left.join(', ')}`] : []),
    'returns are those of the premium, times the share of equity that paid it',
  ]
    .map((line) => wrap(line, width, '  '))
    .join('\n')
}
