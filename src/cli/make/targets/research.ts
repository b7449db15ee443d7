import { inWindow, model, onModel, option, type Target } from '../target.ts'
import type { Variables } from '../variables.ts'

const window = ({ get }: Variables): string[] => [
  ...option('--start', get('START')),
  ...option('--end', get('END')),
]

const bars = ({ get }: Variables): string[] => [
  ...option('--ticker', get('TICKER')),
  ...option('--distance-max', get('DISTANCE_MAX')),
]

const hours = ({ get }: Variables): string[] => option('--hours', get('ALLOWED_HOURS'))

const folds = ({ get }: Variables): string[] => [
  ...option('--thresholds', get('THRESHOLDS')),
  ...option('--splits', get('SPLITS')),
]

const momentum = ({ get }: Variables): string[] => [
  ...option('--momentum-min', get('MOMENTUM_MIN')),
  ...option('--momentum-column', get('MOMENTUM_COLUMN')),
]

const backtest = (variables: Variables): string[] => [
  ...model(variables),
  ...folds(variables),
  ...hours(variables),
]

const pipeline = (variables: Variables): string[] => [
  ...model(variables),
  ...window(variables),
  ...bars(variables),
  ...hours(variables),
  '--calibration',
  'sigmoid',
  ...folds(variables),
]

/** From bars to a judged backtest. */
export const research: readonly Target[] = [
  {
    name: 'preview',
    requires: inWindow,
    command: 'preview',
    words: (variables) => [...model(variables), ...window(variables)],
  },
  {
    name: 'preview-stock',
    requires: inWindow,
    command: 'preview',
    words: (variables) => [...model(variables), ...window(variables)],
  },
  {
    name: 'build',
    requires: inWindow,
    command: 'build',
    words: (variables) => [...model(variables), ...window(variables), ...bars(variables)],
  },
  {
    name: 'train',
    requires: onModel,
    command: 'train',
    words: (variables) => [...model(variables), ...hours(variables), '--calibration', 'sigmoid'],
  },
  { name: 'backtest', requires: onModel, command: 'backtest', words: backtest },
  { name: 'qb', requires: onModel, command: 'backtest', words: backtest },
  {
    name: 'backtest-gated',
    requires: onModel,
    command: 'backtest',
    words: (variables) => [...backtest(variables), '--momentum-gate', ...momentum(variables)],
  },
  {
    name: 'backtest-adv',
    requires: onModel,
    command: 'backtest',
    words: (variables) => {
      const { get } = variables
      return [
        ...model(variables),
        ...option('--splits', get('SPLITS')),
        ...option('--target', get('TARGET')),
        ...hours(variables),
        ...(get('TOP_PCT') === ''
          ? option('--thresholds', get('THRESHOLDS'))
          : option('--top-pct', get('TOP_PCT'))),
      ]
    },
  },
  { name: 'pipeline', requires: inWindow, command: 'pipeline', words: pipeline },
  {
    name: 'pipeline-gated',
    requires: inWindow,
    command: 'pipeline',
    words: (variables) => [...pipeline(variables), '--gated', ...momentum(variables)],
  },
]
