import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createModel } from '../../src/packs/createModel.ts'
import { openPacks } from '../../src/packs/openPacks.ts'
import { builtinDir, folderOfPacks } from './temporaryWorkspace.ts'

async function workspace() {
  const workspaceDir = await folderOfPacks()
  const packs = openPacks({ builtinDir, workspaceDir })
  const create = (request: unknown) => createModel(packs, workspaceDir, request)
  const files = async () =>
    (await readdir(workspaceDir, { recursive: true, withFileTypes: true })).filter((f) => f.isFile())
  return { workspaceDir, packs, create, files }
}

describe('createModel from a ticker', () => {
  it('writes a config and a policy that resolve at once', async () => {
    const { create, packs } = await workspace()
    const made = await create({ ticker: 'qqq', asset_type: 'equity', pack_id: 'swingsigma', variant: 'rec' })
    expect(made.files).toEqual([
      'packs/swingsigma/policy_templates/qqq_eq_swing_daily_rec.yaml',
      'packs/swingsigma/model_configs/qqq_eq_swing_daily_rec.yaml',
    ])
    expect(made.model.config).toMatchObject({
      ticker: 'QQQ',
      assetType: 'eq',
      algorithm: 'gbm',
      label: { kind: 'forward', unit: 'sessions', horizon: 20 },
      trainWindow: { start: '2023-01-01', end: '2024-12-31' },
    })
    expect(made.model.indicatorSet?.name).toBe('swing_eq_default')
    expect(made.model.policy).toMatchObject({
      version: 1,
      risk_profile: 'balanced',
      risk: { max_drawdown: 0.25 },
    })
    expect((await packs.model('qqq_eq_swing_daily_rec')).packId).toBe('swingsigma')
  })

  it('starts from the pack of same-day options when nothing else is said', async () => {
    const { create } = await workspace()
    const { model } = await create({ ticker: 'QQQ' })
    expect(model).toMatchObject({ packId: 'zerosigma', modelId: 'qqq_opt_0dte_hourly' })
  })

  it('refuses what is taken, in the workspace and among the built-in models', async () => {
    const { create, files } = await workspace()
    await create({ ticker: 'QQQ' })
    await expect(create({ ticker: 'QQQ' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(create({ ticker: 'SPY' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await files()).toHaveLength(2)
  })

  it('lets one of two at once make the model, whole', async () => {
    const { create, packs, files } = await workspace()
    const both = await Promise.allSettled([create({ ticker: 'QQQ' }), create({ ticker: 'QQQ' })])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } })
    expect((await packs.model('qqq_opt_0dte_hourly')).policy).not.toBeNull()
    expect(await files()).toHaveLength(2)
  })

  it('leaves nothing behind when a file stands in the way', async () => {
    const { create, files, workspaceDir } = await workspace()
    // the policy is placed first, then the config finds its place taken by something that is no model
    await mkdir(join(workspaceDir, 'zerosigma/model_configs/qqq_opt_0dte_hourly.yaml'), { recursive: true })
    await expect(create({ ticker: 'QQQ' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await files()).toEqual([])
  })

  it('lists every bad field at once', async () => {
    const { create } = await workspace()
    await expect(create({ asset_type: 'bond', cadence: 'weekly', tickr: 'SPY' })).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      details: {
        field_errors: [
          { field: 'ticker', issue: 'expected text, got nothing' },
          { field: 'asset_type', issue: expect.stringContaining('expected one of') },
          { field: 'cadence', issue: expect.stringContaining('daily') },
          { field: 'tickr', issue: 'unknown field; did you mean "ticker"?' },
        ],
      },
    })
  })

  it.each(['../SPY', 'a b', '..'])('refuses the ticker %j', async (ticker) => {
    const { create, files } = await workspace()
    await expect(create({ ticker })).rejects.toMatchObject({ code: 'INVALID_PARAM' })
    expect(await files()).toEqual([])
  })

  it('refuses a set that the pack does not have', async () => {
    const { create } = await workspace()
    const request = { ticker: 'QQQ', pack_id: 'swingsigma', indicator_set_name: 'swing_eq_defualt' }
    await expect(create(request)).rejects.toThrowError(/did you mean "swing_eq_default"/)
  })

  it('does not write through a link that leads out of the workspace', async () => {
    const { create, workspaceDir } = await workspace()
    const outside = await folderOfPacks()
    await symlink(outside, join(workspaceDir, 'zerosigma'))
    await expect(create({ ticker: 'QQQ' })).rejects.toThrowError(/leads out/)
    expect(
      (await readdir(outside, { recursive: true, withFileTypes: true })).filter((f) => f.isFile()),
    ).toEqual([])
  })
})

describe('createModel from a template', () => {
  it('makes the words of the name its variant, and writes its set', async () => {
    const { create } = await workspace()
    const made = await create({
      template_id: 'swing_index_sample_v1',
      name: 'My first try',
      risk_profile: 'Aggressive',
    })
    expect(made).toMatchObject({
      riskProfile: 'aggressive',
      template: { id: 'swing_index_sample_v1', version: 1 },
      model: {
        modelId: 'spx_eq_swing_daily_my_first_try',
        config: {
          ticker: 'SPX',
          source: 'sample',
          calibration: 'none',
          trainWindow: { start: '2000-01-03' },
        },
        policy: { risk_profile: 'aggressive' },
      },
    })
    expect(made.files).toHaveLength(3)
    expect(made.model.files.indicatorSet?.path).toContain('spx_eq_swing_daily_my_first_try')
    expect(made.model.config.indicators).toHaveLength(23)
  })

  it('takes an id as the name, and then its ticker, without the source of another one', async () => {
    const { create } = await workspace()
    const { model } = await create({ template_id: 'swing_index_sample_v1', name: 'qqq_eq_swing_daily_a' })
    expect(model.config).toMatchObject({ ticker: 'QQQ', source: 'polygon' })
  })

  it('carries the limits of the template for its own profile only', async () => {
    const { create } = await workspace()
    const request = { template_id: 'zerosigma_starter_v1', name: 'one' }
    expect((await create(request)).model.policy?.risk_budget).toMatchObject({ oi_min: 500 })
    const bold = await create({ ...request, name: 'two', risk_profile: 'aggressive' })
    expect(bold.model.policy?.risk_budget).toBeUndefined()
  })

  it('names the nearest template', async () => {
    const { create } = await workspace()
    await expect(create({ template_id: 'swing_momentum_daily', name: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('did you mean "swing_momentum_daily_v1"'),
    })
  })
})
