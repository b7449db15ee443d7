import { expect, it } from 'vitest'
import { executionDefaults } from '../../src/core/policy/effective.ts'
import { openPacks } from '../../src/packs/openPacks.ts'
import type { PreparedData } from '../../src/services/preparedData.ts'
import { fitConfig } from '../../src/services/runSettings.ts'
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
  }
}

it.each([
  ['[rsi__period=7, pc_ratio, "calls_sold_d*"]', ['calls_sold_d-1', 'calls_sold_d0', 'pc_ratio', 'rsi_7']],
  ['{ flow: { per_distance: false } }', null],
])(
  'a fit takes exactly the features that a config lists, and all of a mapping: %s',
  async (features, taken) => {
    const modelId = 'spy_opt_0dte_hourly_own'
    const dir = await folderOfPacks({
      'small/pack.yaml': packYaml('small'),
      [`small/model_configs/${modelId}.yaml`]: `labels: { kind: next_bar_updown }\nfeatures: ${features}\n`,
    })
    const model = await openPacks({ builtinDir, workspaceDir: dir }).model(modelId)
    const subject = {
      packId: 'small',
      modelId,
      model,
      pack: model.pack,
      policy: null,
      execution: executionDefaults,
      riskProfile: 'balanced' as const,
      budget: {},
      lineage: { ...model.lineage, risk_profile: 'balanced' as const, risk_sha: '' },
    }
    const held = [
      'calls_sold_d-1',
      'calls_sold_d0',
      'puts_sold_d0',
      'pc_ratio',
      'imbalance',
      'rsi_7',
      'ema_9',
    ]
    expect(fitConfig(subject, {}, dataWith(held)).features).toEqual(taken)
  },
)
