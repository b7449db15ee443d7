import { count, percent } from '../figures.ts'
import { html, type Markup } from '../markup.ts'
import { pairs } from '../page.ts'

/** What a run that bought options came to, as answers tell of it. */
export interface ReportedOptions {
  wanted: number
  filled: number
  unfilled: Readonly<Record<string, number>>
  exits: { quote: number; expiry: number; last_bid: number; open_at_end: number }
  median_spread_pct: number | null
  oi_min_observed: number | null
  volume_min_observed: number | null
}

/** The fills of a run in options; nothing for any other. */
export function optionFills(options: ReportedOptions | undefined): Markup {
  if (options === undefined) return html``
  const { wanted, filled, unfilled, exits } = options
  const reasons = Object.entries(unfilled).map(([reason, times]) => `${reason} ${count(times)}`)
  return pairs([
    [
      'Options filled',
      `${count(filled)} of ${count(wanted)}`,
      reasons.length > 0 ? `unfilled: ${reasons.join(', ')}` : '',
    ],
    ['Sold at a quote', count(exits.quote), 'at the bid less a cent'],
    ['Expired', count(exits.expiry), 'at their intrinsic value'],
    ['Left at the last bid', count(exits.last_bid), 'nobody quoted them any more'],
    ['Open at the end', count(exits.open_at_end), 'marked at their last bid'],
    ['Median spread when bought', percent(options.median_spread_pct), 'of the mid'],
    ['Least open interest', count(options.oi_min_observed), 'contracts, of the session before'],
    ['Least volume', count(options.volume_min_observed), 'contracts, up to the decision'],
  ])
}
