import { describe, expect, it } from 'vitest'
import { openPacks } from '../../src/packs/openPacks.ts'
import { builtinDir, folderOfPacks, packYaml } from './temporaryWorkspace.ts'

const config = 'indicator_set: prices\nlabels: { kind: fwd_ret_5d }\n'
const set = 'name: prices\nindicators:\n  - { name: rsi, period: 7 }\n'
const policy = 'risk: {}\nexecution: {}\nalerting: {}\n'

const small = {
  'small/pack.yaml': packYaml('small'),
  'small/model_configs/spy_eq_swing_daily_own.yaml': config,
  'small/indicator_sets/prices.yaml': set,
  'small/policy_templates/spy_eq_swing_daily_own.yaml': policy,
}

async function openWith(files: Record<string, string>) {
  return openPacks({ builtinDir, workspaceDir: await folderOfPacks(files) })
}

describe('a workspace', () => {
  it('adds packs of its own', async () => {
    const packs = await openWith(small)
    expect((await packs.list()).map(({ id }) => id)).toContain('small')
    const model = await packs.model('spy_eq_swing_daily_own')
    expect(model).toMatchObject({
      packId: 'small',
      config: { ticker: 'SPY', assetType: 'eq', horizon: 'swing', cadence: 'daily', source: 'sample' },
      indicatorSet: { name: 'prices' },
    })
    expect(model.config.indicators).toEqual([{ name: 'rsi', params: { column: 'close', period: 7 } }])
  })

  it('wins over a built-in pack file by file', async () => {
    const builtin = await openPacks({ builtinDir }).model('spx_eq_swing_daily')
    const packs = await openWith({
      'swingsigma/policy_templates/spx_eq_swing_daily.yaml': `version: 9\n${policy}`,
    })
    const merged = await packs.model('spx_eq_swing_daily')
    expect(merged.policy?.version).toBe(9)
    expect(merged.files.policy?.origin).toBe('workspace')
    expect(merged.files.modelConfig.origin).toBe('builtin')
    expect(merged.lineage).toEqual({ ...builtin.lineage, policy_sha: merged.lineage.policy_sha })
    expect(merged.lineage.policy_sha).not.toBe(builtin.lineage.policy_sha)
    expect((await packs.models('swingsigma')).length).toBe(12)
  })

  it('can be checked alone: a file of its own in a built-in pack counts, the other packs are not read', async () => {
    const clean = await openWith({ 'swingsigma/policy_templates/spx_eq_swing_daily.yaml': policy })
    expect(await clean.faults('workspace')).toEqual([])
    const faulty = await openWith({ 'swingsigma/policy_templates/spx_eq_swing_daily.yaml': 'risk: 1\n' })
    const found = await faulty.faults('workspace')
    expect(found).toContainEqual(
      expect.objectContaining({ file: expect.stringContaining('spx_eq_swing_daily.yaml') }),
    )
    expect(await openPacks({ builtinDir }).faults('workspace')).toEqual([])
  })

  it('hashes the bytes of a file', async () => {
    const packs = await openWith({
      ...small,
      'small/policy_templates/spy_eq_swing_daily_own.yaml': `${policy}# é\n`,
    })
    const { lineage } = await packs.model('spy_eq_swing_daily_own')
    // printf 'risk: {}\nexecution: {}\nalerting: {}\n# é\n' | sha256sum
    expect(lineage.policy_sha).toBe('419f857a5699c68e79b86b500f50f171881fcd5c3c5734a3f4965a62e123402d')
  })

  it('changes limits and defaults of a pack through sigma.yaml', async () => {
    const dir = await folderOfPacks({
      'sigma.yaml': [
        'server: { port: 8001 }',
        'packs:',
        '  swingsigma:',
        '    profiles: { balanced: { risk_budget: { min_trades_per_year: 12 } } }',
        '    defaults: { thresholds: "0.52,0.51" }',
      ].join('\n'),
    })
    const pack = await openPacks({ builtinDir, settingsFile: `${dir}/sigma.yaml` }).get('swingsigma')
    expect(pack.profiles.balanced.budget).toMatchObject({ min_trades_per_year: 12, max_drawdown_pct: 0.25 })
    expect(pack.profiles.conservative.budget.min_trades_per_year).toBe(40)
    expect(pack.defaults).toMatchObject({ thresholds: [0.51, 0.52], source: 'polygon' })
  })

  it.each(['threads: 2\n', 'packs:\n', '# nothing\n'])(
    'takes a sigma.yaml that says nothing of packs: %j',
    async (text) => {
      const dir = await folderOfPacks({ 'sigma.yaml': text })
      const pack = await openPacks({ builtinDir, settingsFile: `${dir}/sigma.yaml` }).get('swingsigma')
      expect(pack.profiles.balanced.budget).toMatchObject({ max_drawdown_pct: 0.25 })
    },
  )

  it.each(['- a list\n', 'threads: [\n', 'packs: { swingsigma: { limit: 1 } }\n'])(
    'tells the faults of a sigma.yaml: %j',
    async (text) => {
      const dir = await folderOfPacks({ 'sigma.yaml': text })
      const reading = openPacks({ builtinDir, settingsFile: `${dir}/sigma.yaml` }).get('swingsigma')
      await expect(reading).rejects.toThrow(/sigma\.yaml:[12]/)
    },
  )
})

describe('the set of a model', () => {
  const own = 'name: own\nindicators: [obv]\n'
  const pack = 'name: of_the_pack\nindicators: [cmf]\n'
  const names = async (files: Record<string, string>, remove: string[] = []) => {
    const kept = Object.entries({ ...small, ...files }).filter(([path]) => !remove.includes(path))
    const model = await (await openWith(Object.fromEntries(kept))).model('spy_eq_swing_daily_own')
    return [model.indicatorSet?.name, ...model.config.indicators.map(({ name }) => name)]
  }

  it('is the one of its own name before the one it names', async () => {
    const path = 'small/indicator_sets/spy_eq_swing_daily_own.yaml'
    expect(await names({ [path]: own, 'small/indicator_set.yaml': pack })).toEqual(['own', 'obv'])
  })

  it('is the one it names before that of the pack', async () => {
    expect(await names({ 'small/indicator_set.yaml': pack })).toEqual(['prices', 'rsi'])
  })

  it('is that of the pack when it names none', async () => {
    const path = 'small/model_configs/spy_eq_swing_daily_own.yaml'
    expect(await names({ 'small/indicator_set.yaml': pack, [path]: 'ticker: SPY\n' })).toEqual([
      'of_the_pack',
      'cmf',
    ])
  })

  it('grows by the features of the config, each indicator once', async () => {
    const path = 'small/model_configs/spy_eq_swing_daily_own.yaml'
    const listed = `${config}features: [rsi__period=7, { name: ret, window: 3 }]\n`
    expect(await names({ [path]: listed })).toEqual(['prices', 'rsi', 'ret'])
    const mapped = `${config}features: { time: { day_of_week: true }, momentum: { include: true } }\n`
    expect(await names({ [path]: mapped })).toEqual(['prices', 'rsi', 'day_of_week', 'momentum', 'momentum'])
  })

  it('is told as a fault of the config when there is none of that name', async () => {
    const packs = await openWith({
      ...small,
      'small/model_configs/spy_eq_swing_daily_own.yaml': 'ticker: SPY\nindicator_set: price\n',
    })
    await expect(packs.model('spy_eq_swing_daily_own')).rejects.toThrowError(
      'packs/small/model_configs/spy_eq_swing_daily_own.yaml:2: indicator_set: small has no set "price"; did you mean "prices"?',
    )
  })
})

describe('a lookup', () => {
  const packs = openPacks({ builtinDir })

  it('names the nearest pack, model, set and template', async () => {
    await expect(packs.get('swingsgima')).rejects.toThrowError(/unknown pack .* did you mean "swingsigma"/)
    await expect(packs.model('spx_eq_swing_dialy')).rejects.toThrowError(/did you mean "spx_eq_swing_daily"/)
    await expect(packs.indicatorSet('overlay', 'overlay_defualt')).rejects.toThrowError(
      /did you mean "overlay_default"/,
    )
    await expect(packs.template('zerosigma_starter_v2')).rejects.toThrowError(
      /did you mean "zerosigma_starter_v1"/,
    )
    await expect(packs.get('nothing_like_it')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('says which pack has a model that the named one lacks', async () => {
    await expect(packs.model('spx_eq_swing_daily', 'zerosigma')).rejects.toThrowError(/swingsigma has/)
  })

  it('refuses to choose between two packs', async () => {
    const two = await openWith({
      ...small,
      'small/model_configs/spx_eq_swing_daily.yaml': config,
    })
    await expect(two.model('spx_eq_swing_daily')).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      message: 'spx_eq_swing_daily is a model of small and swingsigma: say which pack is meant',
    })
    expect((await two.model('spx_eq_swing_daily', 'small')).packId).toBe('small')
  })

  it.each(['../sample', '..', 'a/b', 'a\\b', '', '.hidden', 'x\0', 'swingsigma/'])(
    'refuses the id %j',
    async (id) => {
      await expect(packs.get(id)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
      await expect(packs.model(id)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
      await expect(packs.indicatorSet('swingsigma', id)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
      await expect(packs.policyFile('swingsigma', id)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
    },
  )

  it('does not leave the folder by way of a name inside a config', async () => {
    const escaping = await openWith({
      ...small,
      'small/model_configs/spy_eq_swing_daily_own.yaml':
        'indicator_set: ../../swingsigma/indicator_sets/swing_eq_default\n',
    })
    await expect(escaping.model('spy_eq_swing_daily_own')).rejects.toThrowError(/small has no set/)
  })

  it('does not take a folder inside model_configs for models, nor the sample data for a pack', async () => {
    const nested = await openWith({ ...small, 'small/model_configs/indicator_sets/foo.yaml': 'name: foo\n' })
    expect((await nested.models('small')).map(({ modelId }) => modelId)).toEqual(['spy_eq_swing_daily_own'])
    await expect(packs.get('sample')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('faults', () => {
  const broken = {
    ...small,
    'small/model_configs/spy_eq_swing_daily_own.yaml': [
      'ticker: 5',
      'asset_type: eqt',
      'hyperparams:',
      '  n_estimators: 300',
      '  max_dept: 4',
      '  subsample: 1.5',
      'indicator_set: prices',
      'labels: { kind: fwd_ret_5 }',
      'train_windows: {}',
    ].join('\n'),
    'small/indicator_sets/prices.yaml':
      'indicators:\n  - rsi\n  - { name: rsy }\n  - { name: ema, windw: 3 }\n',
    'small/policy_templates/spy_eq_swing_daily_own.yaml':
      'version: 1\npolicy:\n  risk: {}\n  execution:\n    slippage_bps: yes please\n  alerting: {}\n',
  }

  it('come with file, line and field, all files at once', async () => {
    const packs = await openWith(broken)
    const [{ faults }] = await packs.models('small')
    const place = faults.map(({ file, line, field }) => `${file.split('/')[2]}:${line} ${field}`)
    expect(place).toEqual([
      'model_configs:1 ticker',
      'model_configs:2 asset_type',
      'model_configs:6 hyperparams.subsample',
      'model_configs:5 hyperparams.max_dept',
      'model_configs:9 train_windows',
      'policy_templates:5 execution.slippage_bps',
    ])
    expect(faults.map(({ issue }) => issue)).toEqual([
      'expected text, got 5 (number)',
      expect.stringContaining('expected one of eq, equity'),
      'expected above 0 to 1',
      'unknown field; did you mean "max_depth"?',
      'unknown field; did you mean "train_window"?',
      expect.stringContaining('expected a number'),
    ])
  })

  it('of indicators and labels are told once the config can be read', async () => {
    const packs = await openWith({
      ...broken,
      'small/model_configs/spy_eq_swing_daily_own.yaml':
        'indicator_set: prices\nlabels:\n  kind: fwd_ret_5\n',
    })
    const [{ faults }] = await packs.models('small')
    expect(faults.map(({ line, field }) => `${field}:${line}`)).toEqual([
      'labels:2',
      'indicators.1:3',
      'indicators.2:4',
      'execution.slippage_bps:5',
    ])
    expect(faults[1].issue).toContain('did you mean "rsi"')
    expect(faults[2].issue).toContain('did you mean "window"')
  })

  it('stop a run, and name the way out', async () => {
    const packs = await openWith(broken)
    await expect(packs.model('spy_eq_swing_daily_own')).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      next: expect.stringContaining('mend'),
      details: { field_errors: expect.arrayContaining([expect.objectContaining({ line: 5 })]) },
    })
  })

  it('leave the other packs readable', async () => {
    const packs = await openWith({ 'small/pack.yaml': 'id: small\ntitle: [\n' })
    expect((await packs.list()).find(({ id }) => id === 'small')?.faults[0]).toMatchObject({ line: 3 })
    expect(await packs.get('swingsigma')).toMatchObject({ id: 'swingsigma' })
  })

  it.each([
    ['thresholds_range: [0.6, 0.5]', 'thresholds_range: expected the lower end first'],
    ['thresholds_range: [0, 0.5]', 'thresholds_range.0: expected above 0'],
    ['thresholds_range: [0.5, 1]', 'thresholds_range.1: expected below 1'],
    ['top_pct_range: [0, 0.1]', 'top_pct_range.0: expected above 0 to 1'],
    ['hours_variants: ["24"]', 'hours_variants.0: expected hours from 0 to 23'],
  ])('are found in what a profile says of sweeps: %s', async (line, message) => {
    const own = 'sizing: { risk_per_trade_R: 1 }'
    const text = packYaml('small').replace(own, `${own}, sweep_overrides: { ${line} }`)
    await expect((await openWith({ 'small/pack.yaml': text })).get('small')).rejects.toThrowError(
      `profiles.conservative.sweep_overrides.${message}`,
    )
  })

  it('are found in a key given twice and in a pack under the wrong name', async () => {
    const twice = await openWith({ 'small/pack.yaml': `${packYaml('small')}title: Again\n` })
    await expect(twice.get('small')).rejects.toThrowError(/packs\/small\/pack.yaml:12: /)
    const renamed = await openWith({ 'small/pack.yaml': packYaml('large') })
    await expect(renamed.get('small')).rejects.toThrowError(/id: expected small/)
  })

  it.each([
    ['thresholds: high', 'thresholds: expected probabilities between 0 and 1 such as 0.55,0.60, got "high"'],
    ['thresholds: [0.5, x]', 'thresholds.1: expected a number, got "x" (string)'],
    ['thresholds: 0.5', 'thresholds: expected text or a list, got 0.5 (number)'],
    ['hours: "9,30"', 'hours: expected hours from 0 to 23 such as 13,14,15, got "9,30"'],
    ['features: [7]', 'features.0: expected text or a mapping, got 7 (number)'],
    ['features: { tme: {} }', 'features.tme: unknown field; did you mean "time"?'],
    ['train_window: { start: 2024-02-01, end: 2024-01-01 }', 'train_window: starts after it ends'],
    [
      'train_window: { start: yesterday, end: 2024-01-01 }',
      'train_window.start: expected a date such as 2024-12-31',
    ],
    [
      'calibration: sigmoyd',
      'calibration: expected one of none, sigmoid, isotonic, got "sigmoyd" (string); did you mean "sigmoid"?',
    ],
    ['labels: *nowhere', 'Unresolved alias'],
    ['- ticker', 'expected a mapping, got a list'],
  ])('tell what is wrong with `%s`', async (line, said) => {
    const packs = await openWith({ ...small, 'small/model_configs/spy_eq_swing_daily_own.yaml': line })
    await expect(packs.model('spy_eq_swing_daily_own')).rejects.toThrowError(`.yaml:1: ${said}`)
  })

  it('of a policy keep the way it is nested out of the field', async () => {
    const packs = await openWith(broken)
    const file = await packs.policyFile('small', 'spy_eq_swing_daily_own')
    expect(file?.faults).toEqual([expect.objectContaining({ field: 'execution.slippage_bps', line: 5 })])
  })
})

describe('the hygiene of a model', () => {
  const path = 'small/model_configs/spy_eq_swing_daily_own.yaml'

  it('is off unless the config asks for it, part by part', async () => {
    expect((await (await openWith(small)).model('spy_eq_swing_daily_own')).config.hygiene).toEqual({
      missingFlags: false,
      scaling: 'none',
      oneHot: [],
    })
    const packs = await openWith({
      ...small,
      [path]: `${config}hygiene: { scaling: robust, one_hot: [rsi_7] }\n`,
    })
    expect((await packs.model('spy_eq_swing_daily_own')).config.hygiene).toEqual({
      missingFlags: false,
      scaling: 'robust',
      oneHot: ['rsi_7'],
    })
  })

  it('names what it does not know', async () => {
    const packs = await openWith({
      ...small,
      [path]: `${config}hygiene: { scaling: standard, onehot: [] }\n`,
    })
    const found = await packs.faults('workspace')
    expect(found.map(({ issue }) => issue).join('\n')).toMatch(/none.*robust/)
    expect(found.map(({ issue }) => issue).join('\n')).toContain('one_hot')
  })
})
