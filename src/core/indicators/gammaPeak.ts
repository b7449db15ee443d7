import { peakStrikeOf, readsFrontChain } from './chainSeries.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { defineIndicator, type Indicator, sameTicker } from './define.ts'

/** The strike where hedgers have most to trade; under two keys, because packs name it both ways. */
export function gammaPeakIndicator(name: string): Indicator {
  return defineIndicator({
    name,
    version: 1,
    category: 'options',
    subcategory: 'gamma',
    summary: 'Strike of the front expiry with the most gamma held, at the end of the session before.',
    formula:
      'strike with the largest sum of |gamma| x open interest of calls and puts, the lowest of equal ones; first expiry ' +
      'after the session',
    source: 'Ni, Pearson, Poteshman and White, Does Option Trading Have a Pervasive Impact, RFS 34 (2021)',
    units: 'price',
    params: { underlying: sameTicker },
    needs: ['option_chain'],
    reads: readsFrontChain,
    outputs: () => [name],
    warmUp: () => 1,
    compute({ cache }, { underlying }) {
      requireUnderlying(cache, name, underlying)
      const peak = peakStrikeOf(cache, name, 'gamma').values
      return [fromSessions(cache, () => peak)]
    },
  })
}
