import { describe, expect, it } from 'vitest'
import { openPacks } from '../../src/packs/openPacks.ts'
import { builtinDir, folderOfPacks, packYaml } from './temporaryWorkspace.ts'

const modelId = 'spy_eq_swing_daily_own'

async function openWith(hyperparams: string[]) {
  const workspaceDir = await folderOfPacks({
    'small/pack.yaml': packYaml('small'),
    [`small/model_configs/${modelId}.yaml`]: [
      'labels: { kind: fwd_ret_5d }',
      'features: [rsi]',
      'hyperparams:',
      ...hyperparams.map((line) => `  ${line}`),
    ].join('\n'),
  })
  return openPacks({ builtinDir, workspaceDir })
}

describe('the hyperparameters of a model', () => {
  it('are spelt as XGBoost spells them, each of them', async () => {
    const packs = await openWith([
      'n_estimators: 70',
      'max_depth: 5',
      'max_leaves: 12',
      'grow_policy: lossguide',
      'learning_rate: 0.2',
      'reg_lambda: 3',
      'reg_alpha: 0.5',
      'min_split_loss: 0.1',
      'min_child_weight: 4',
      'subsample: 0.6',
      'colsample_bytree: 0.5',
      'colsample_bylevel: 0.4',
      'max_bin: 64',
      'early_stopping_rounds: 9',
      'monotone_constraints: { rsi_14: 1 }',
      'random_state: 3',
    ])
    expect((await packs.model(modelId)).config.hyperparameters).toEqual({
      rounds: 70,
      depth: 5,
      maxLeaves: 12,
      growth: 'leaf',
      rate: 0.2,
      lambda: 3,
      alpha: 0.5,
      gamma: 0.1,
      minChildWeight: 4,
      subsample: 0.6,
      columnSample: 0.5,
      columnSampleByLevel: 0.4,
      maxBins: 64,
      earlyStoppingRounds: 9,
      monotone: { rsi_14: 1 },
      seed: 3,
    })
  })

  it('may say that trees grow by depth', async () => {
    const packs = await openWith(['grow_policy: depthwise'])
    expect((await packs.model(modelId)).config.hyperparameters).toEqual({ growth: 'depth' })
  })

  it('are faulty with their line where the trainer could not take them', async () => {
    const packs = await openWith([
      'n_estimators: 0',
      'max_depth: 21',
      'max_leaves: -1',
      'grow_policy: leaf',
      'learning_rate: 2',
      'subsample: 0',
      'colsample_bylevel: 1.5',
      'monotone_constraints: { rsi_14: 2 }',
    ])
    const [{ faults }] = await packs.models('small')
    expect(faults.map(({ line, field, issue }) => `${line} ${field}: ${issue}`)).toEqual([
      '4 hyperparams.n_estimators: expected a whole number from 1 to 100000',
      '5 hyperparams.max_depth: expected a whole number from 1 to 20',
      '6 hyperparams.max_leaves: expected a whole number from 0 to 1000000',
      '7 hyperparams.grow_policy: expected one of depthwise, lossguide, got "leaf" (string)',
      '8 hyperparams.learning_rate: expected above 0 to 1',
      '9 hyperparams.subsample: expected above 0 to 1',
      '10 hyperparams.colsample_bylevel: expected above 0 to 1',
      '11 hyperparams.monotone_constraints.rsi_14: expected -1, 0 or 1',
    ])
  })

  it.each([[['grow_policy: lossguide']], [['max_leaves: 1', 'grow_policy: lossguide']]])(
    'grow by gain only up to a number of leaves: %j',
    async (lines) => {
      const [{ faults }] = await (await openWith(lines)).models('small')
      expect(faults).toMatchObject([
        {
          line: 3 + lines.length,
          field: 'hyperparams.grow_policy',
          issue: expect.stringContaining('max_leaves'),
        },
      ])
    },
  )
})
