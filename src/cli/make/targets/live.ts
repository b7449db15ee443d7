import { option, type Target } from '../target.ts'

const presets = ['breakout', 'meanrevert', 'trend', 'squeeze', 'rs', 'highmomo']
const universes = ['nasdaq100', 'nasdaq200', 'sp100', 'sp500', 'russell1000']

/** Targets of signals and options, most of commands that are still to come. */
export const live: readonly Target[] = [
  { name: 'alerts', pending: 'alerts' },
  { name: 'scan', pending: 'scan' },
  ...[...presets, ...universes, 'api'].map((name): Target => ({ name: `scan-${name}`, pending: 'scan' })),
  { name: 'calibrate-scanner', pending: 'calibrate' },
  {
    name: 'expirations',
    requires: ['TICKER'],
    command: 'expirations',
    words: ({ get, or }) => [get('TICKER'), ...option('--weeks', or('WEEKS', '12'))],
    note: 'weeks are counted by the calendar of the exchange: a holiday moves an expiry to the session before',
  },
]
