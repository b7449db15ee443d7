import { describe, expect, it } from 'vitest'
import { executionDefaults } from '../../src/core/policy/effective.ts'
import { openPacks } from '../../src/packs/openPacks.ts'
import type { PreparedData } from '../../src/services/preparedData.ts'
import { fitConfig } from '../../src/services/runSettings.ts'
import type { Subject } from '../../src/services/subject.ts'
import { builtinDir, folderOfPacks, packYaml } from '../packs/temporaryWorkspace.ts'

/** A matrix of no rows with these features. */
function dataWith(features: string[]): PreparedData {
  const none = new Float64Array()
  return {
    dataset: {
      matrix: {
        ticker: 'SPY',
        ts: none,
        session: new Int32Array(),
        hourEt: null,
        features: features.map((name) => ({ name, values: none })),
        retFwd: none,
        labelEnd: none,
        target: null,
        event: null,
      },
      bars: null,
      barOfRow: null,
      horizon: 1,
      returnBasis: 'forward',
      periodsPerYear: 252,
    },
    matrixSha: '',
    ledgerKey: '',
    hours: null,
    entry: 'next_open',
    band: null,
    instrument: 'options',
    leakage: null,
    warnings: [],
    asked: {},
  }
}

const modelId = 'spy_opt_0dte_hourly_own'

/** A model of a pack of its own, with these lines in its config. */
async function subjectWith(...lines: string[]): Promise<Subject> {
  const dir = await folderOfPacks({
    'small/pack.yaml': packYaml('small'),
    [`small/model_configs/${modelId}.yaml`]: ['labels: { kind: next_bar_updown }', ...lines].join('\n'),
  })
  const model = await openPacks({ builtinDir, workspaceDir: dir }).model(modelId)
  return {
    packId: 'small',
    modelId,
    model,
    pack: model.pack,
    policy: null,
    execution: executionDefaults,
    riskProfile: 'balanced',
    budget: {},
    limits: { ...model.pack.profiles.balanced, hoursFrom: 'profile' },
    lineage: { ...model.lineage, risk_profile: 'balanced', risk_sha: '' },
  }
}

const held = ['calls_sold_d-1', 'calls_sold_d0', 'puts_sold_d0', 'pc_ratio', 'imbalance', 'rsi_7', 'ema_9']

it.each([
  ['[rsi__period=7, pc_ratio, "calls_sold_d*"]', ['calls_sold_d-1', 'calls_sold_d0', 'pc_ratio', 'rsi_7']],
  ['{ flow: { per_distance: false } }', null],
])(
  'a fit takes exactly the features that a config lists, and all of a mapping: %s',
  async (features, taken) => {
    const subject = await subjectWith(`features: ${features}`)
    expect(fitConfig(subject, {}, dataWith(held)).features).toEqual(taken)
  },
)

describe('the directions of a model', () => {
  const listed = 'features: [rsi__period=7, pc_ratio]'
  const directions = 'hyperparams: { monotone_constraints: { rsi_7: -1 } }'

  it('go by the features that it lists, of all that its matrix holds', async () => {
    const { features, booster } = fitConfig(await subjectWith(listed, directions), {}, dataWith(held))
    expect(features).toEqual(['pc_ratio', 'rsi_7'])
    expect(booster.monotone).toEqual(Int8Array.of(0, -1))
  })

  it('go by all features where it lists none, and give way to those of a request', async () => {
    const subject = await subjectWith(directions)
    const ofAll = fitConfig(subject, {}, dataWith(held)).booster.monotone
    expect(ofAll).toEqual(Int8Array.of(0, 0, 0, 0, 0, -1, 0))
    const request = { hyperparameters: { monotone: { ema_9: 1 } } }
    expect(fitConfig(subject, request, dataWith(held)).booster.monotone).toEqual(
      Int8Array.of(0, 0, 0, 0, 0, 0, 1),
    )
  })

  it('are of features that it has', async () => {
    const subject = await subjectWith(listed, 'hyperparams: { monotone_constraints: { ema_9: 1 } }')
    expect(() => fitConfig(subject, {}, dataWith(held))).toThrow('hyperparams.monotone.ema_9: is no feature')
  })
})
