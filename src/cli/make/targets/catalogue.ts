import { model, onModel, onOff, option, type Target } from '../target.ts'
import type { Variables } from '../variables.ts'

const create = (variables: Variables): string[] => {
  const { get, or } = variables
  return [
    ...option('--ticker', get('TICKER')),
    ...option('--asset', or('ASSET', 'opt')),
    ...option('--horizon', or('HORIZON', '0dte')),
    ...option('--cadence', or('CADENCE', 'hourly')),
    ...option('--algo', or('ALGO', 'gbm')),
    ...option('--variant', get('VARIANT')),
    ...option('--pack', get('PACK_ID')),
  ]
}

const runList = ({ get }: Variables): string[] => [
  ...option('--pack', get('PACK_ID')),
  ...option('--model', get('MODEL_ID')),
  ...option('--limit', get('LIMIT')),
  ...option('--offset', get('OFFSET')),
]

const pack = ({ get }: Variables): string[] => [get('PACK_ID')]
const ofPack = ({ get }: Variables): string[] => option('--pack', get('PACK_ID'))

/** Packs, models, policies and stored runs. */
export const catalogue: readonly Target[] = [
  { name: 'packs', command: 'packs list' },
  { name: 'pack-detail', requires: ['PACK_ID'], command: 'packs show', words: pack },
  { name: 'pack-templates', requires: ['PACK_ID'], command: 'packs templates', words: pack },
  { name: 'pack-indicators', requires: ['PACK_ID'], command: 'packs indicator-sets', words: pack },
  { name: 'models', command: 'models list', words: ofPack },
  { name: 'pack-models', requires: ['PACK_ID'], command: 'models list', words: ofPack },
  {
    name: 'init',
    requires: ['MODEL_ID', 'TICKER'],
    command: 'models create',
    note: 'the id is made of ticker, asset, horizon and cadence; MODEL_ID was never read',
    words: create,
  },
  {
    name: 'init-auto',
    requires: ['TICKER', 'ASSET', 'HORIZON', 'CADENCE'],
    command: 'models create',
    words: create,
  },
  { name: 'indicators', command: 'indicators list' },
  { name: 'indicators-groups', command: 'indicators list', words: () => ['--groups'] },
  { name: 'validate-policy', requires: onModel, command: 'validate-policy', words: model },
  {
    name: 'policy-sizing',
    requires: onModel,
    command: 'policy set',
    words: (variables) => [
      ...model(variables),
      ...onOff('size-by-conf', 'SIZE_BY_CONF', variables.or('SIZE_BY_CONF', 'true')),
      ...option('--conf-cap', variables.or('CONF_CAP', '1.0')),
    ],
  },
  {
    name: 'policy-exec',
    requires: onModel,
    command: 'policy set',
    words: (variables) => {
      // Only what is said: a default of the Makefile must not change a policy.
      const said = (name: Parameters<Variables['or']>[0]): string => variables.or(name, '')
      return [
        ...model(variables),
        ...onOff('size-by-conf', 'SIZE_BY_CONF', said('SIZE_BY_CONF')),
        ...option('--conf-cap', said('CONF_CAP')),
        ...option('--slippage-bps', said('SLIPPAGE_BPS')),
        ...onOff('momentum-gate', 'MOMENTUM_GATE', said('MOMENTUM_GATE')),
        ...option('--momentum-min', said('MOMENTUM_MIN')),
        ...option('--momentum-column', said('MOMENTUM_COLUMN')),
      ]
    },
  },
  { name: 'leaderboard', command: 'leaderboard', words: runList },
  { name: 'runs-build', command: 'runs build list', words: runList },
  { name: 'runs-train', command: 'runs train list', words: runList },
]
