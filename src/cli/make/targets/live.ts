import { model, onModel, option, type Target } from '../target.ts'

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
  {
    name: 'expirations',
    requires: ['TICKER'],
    command: 'expirations',
    words: ({ get, or }) => [get('TICKER'), ...option('--weeks', or('WEEKS', '12'))],
    note: 'weeks are counted by the calendar of the exchange: a holiday moves an expiry to the session before',
  },
]
