import { model, onModel, option, type Target } from '../target.ts'
import type { Variables } from '../variables.ts'

/** What `make sweep-run` tried, whatever THRESHOLDS said. */
const twoSets = '0.50,0.55,0.60;0.55,0.60,0.65'

const hourSets = ({ get, or }: Variables): string[] =>
  option('--hours-sets', or('HOURS_SETS', or('ALLOWED_HOURS_VARIANTS', get('ALLOWED_HOURS'))))

/** What the script of the finer sweeps put beside the variants. */
const aroundVariants = (variables: Variables): string[] => [
  ...hourSets(variables),
  ...option('--splits', variables.get('SPLITS')),
  ...option('--embargo', variables.or('EMBARGO', '0')),
  ...option('--tag', variables.or('TAG', 'sweep')),
]

const thresholdSets = ({ or }: Variables): string[] =>
  option('--thresholds', or('THR_VARIANTS', or('THRESHOLDS_VARIANTS', '')))

const topPcts = ({ or }: Variables): string[] =>
  option('--top-pcts', or('TOP_PCTS', or('TOP_PCT_VARIANTS', '')))

export const sweeps: readonly Target[] = [
  {
    name: 'sweep-config',
    requires: onModel,
    command: 'sweep config',
    words: (variables) => model(variables).slice(0, 1),
  },
  {
    name: 'sweep-run',
    requires: onModel,
    command: 'sweep run',
    words: (variables) => [
      ...model(variables),
      '--thresholds',
      twoSets,
      ...option('--hours-sets', variables.get('ALLOWED_HOURS')),
      ...option('--splits', variables.get('SPLITS')),
      ...option('--tag', variables.or('TAG', 'sweep')),
    ],
  },
  {
    name: 'sweep-run-toppct',
    requires: onModel,
    command: 'sweep run',
    words: (variables) => [...model(variables), ...topPcts(variables), ...aroundVariants(variables)],
  },
  {
    name: 'sweep-run-thrhours',
    requires: onModel,
    command: 'sweep run',
    words: (variables) => [...model(variables), ...thresholdSets(variables), ...aroundVariants(variables)],
  },
  {
    name: 'sweep-run-momentum',
    requires: onModel,
    command: 'sweep run',
    note: 'one sweep now tries both, with one tag, and the policy stays as it is',
    words: (variables) => [
      ...model(variables),
      ...thresholdSets(variables),
      ...topPcts(variables),
      '--momentum',
      'both',
      '--momentum-min',
      variables.or('MOMENTUM_MIN', '0.1'),
      ...option('--momentum-column', variables.get('MOMENTUM_COLUMN')),
      ...aroundVariants(variables),
    ],
  },
  {
    name: 'sweeps',
    command: 'sweep list',
    words: ({ get }) => [
      ...option('--pack', get('PACK_ID')),
      ...option('--model', get('MODEL_ID')),
      ...option('--status', get('STATUS')),
      ...option('--tag', get('TAG')),
      ...option('--limit', get('LIMIT')),
      ...option('--offset', get('OFFSET')),
    ],
  },
  {
    name: 'sweep',
    requires: ['SWEEP_ID'],
    command: 'sweep show',
    words: ({ get }) => [get('SWEEP_ID')],
  },
]
