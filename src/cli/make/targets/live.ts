import { model, onModel, option, type Target } from '../target.ts'

const presets = ['breakout', 'meanrevert', 'trend', 'squeeze', 'rs', 'highmomo']
const universes = ['nasdaq100', 'nasdaq200', 'sp100', 'sp500', 'russell1000']

/** From a model to its signals. */
export const live: readonly Target[] = [
  {
    name: 'alerts',
    requires: onModel,
    command: 'alerts',
    words: (variables) => [
      ...model(variables),
      '--threshold',
      '0.60',
      ...option('--hours', variables.get('ALLOWED_HOURS')),
    ],
    note: 'only models that were promoted past their gate raise alerts; --unpromoted takes any',
  },
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
