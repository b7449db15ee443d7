import { describe, expect, it } from 'vitest'
import { riskProfiles } from '../../src/core/gate/riskBudget.ts'
import { resolveIndicator } from '../../src/core/indicators/index.ts'
import { guardChecks } from '../../src/core/policy/guards.ts'
import { openPacks } from '../../src/packs/openPacks.ts'
import { scoreKinds } from './scoreKinds.ts'
import { builtinDir } from './temporaryWorkspace.ts'

const packs = openPacks({ builtinDir })

/** Per pack its sets with their numbers of indicators, its models, and its policies beyond those of its models. */
const contents = {
  adhoc: { sets: { adhoc_price: 12 }, models: [], policies: [], templates: ['adhoc_bars_daily_v1'] },
  longsigma: {
    sets: { long_eq_carry: 11, long_eq_default: 11, long_opt_carry: 11, long_opt_default: 10 },
    models: ['spy_eq_long_daily', 'spy_opt_long_daily'],
    policies: [],
    templates: ['long_trend_daily_v1'],
  },
  momentumsigma: {
    sets: { momo_eq_default: 6, momo_eq_volscaled: 7, momo_opt_default: 6, momo_opt_volscaled: 8 },
    models: ['spy_eq_intraday_hourly', 'spy_opt_intraday_hourly'],
    policies: [],
    templates: ['momentum_intraday_hourly_v1'],
  },
  overlay: {
    sets: { overlay_default: 13 },
    models: ['spy_opt_swing_daily_overlay'],
    policies: [],
    templates: ['overlay_swing_daily_v1'],
  },
  overnightsigma: {
    sets: {
      overnight_eq_default: 8,
      overnight_eq_gap: 9,
      overnight_opt_default: 10,
      overnight_opt_gap: 9,
    },
    models: ['spy_eq_intraday_daily', 'spy_opt_intraday_daily'],
    policies: [],
    templates: ['overnight_gap_daily_v1'],
  },
  swingsigma: {
    sets: {
      spx_eq_swing_daily: 23,
      swing_eq_breakout: 11,
      swing_eq_breakout_scanner: 13,
      swing_eq_default: 12,
      swing_eq_high_momentum_scanner: 7,
      swing_eq_meanrevert: 7,
      swing_eq_meanrevert_scanner: 7,
      swing_eq_rel_strength_scanner: 7,
      swing_eq_trend_follow_scanner: 8,
      swing_eq_vol_contraction_scanner: 5,
      swing_opt_breakout: 13,
      swing_opt_default: 14,
      swing_opt_meanrevert: 10,
    },
    models: [
      'spx_eq_swing_daily',
      'spy_eq_swing_daily',
      'spy_eq_swing_daily_breakout',
      'spy_eq_swing_daily_meanrev',
      'spy_opt_swing_daily',
      'universe_eq_swing_daily_breakout_scanner',
      'universe_eq_swing_daily_high_momentum_scanner',
      'universe_eq_swing_daily_meanrevert_scanner',
      'universe_eq_swing_daily_rel_strength_scanner',
      'universe_eq_swing_daily_scanner',
      'universe_eq_swing_daily_trend_follow_scanner',
      'universe_eq_swing_daily_vol_contraction_scanner',
    ],
    policies: [],
    templates: ['swing_index_sample_v1', 'swing_momentum_daily_v1'],
  },
  zerosigma: {
    sets: {
      spy_opt_0dte_hourly: 18,
      zerosigma_default: 17,
      zerosigma_gamma_unwind: 12,
      zerosigma_headfake_reversal_v1: 14,
      zerosigma_headfake_reversal_v2: 18,
      zerosigma_opening_drive: 14,
      zerosigma_pin_drift_v1: 13,
      zerosigma_pin_drift_v2: 17,
    },
    models: [
      'gbm_0dte',
      'gbm_stock_hourly',
      'spy_opt_0dte_hourly',
      'spy_opt_0dte_hourly_gamma',
      'spy_opt_0dte_hourly_headfake_1030',
      'spy_opt_0dte_hourly_opening',
      'spy_opt_0dte_hourly_pin_1500',
      'spy_opt_0dte_hourly_xgb_v1',
    ],
    policies: ['default', 'scalps'],
    templates: ['zerosigma_starter_v1'],
  },
}

describe('the built-in packs', () => {
  it('are seven, and none of their files has a fault', async () => {
    expect((await packs.list()).map(({ id }) => id)).toEqual(Object.keys(contents))
    expect(await packs.faults()).toEqual([])
  })

  describe.each(Object.entries(contents))('%s', (packId, { sets, models, policies, templates }) => {
    it('has every indicator set, whole', async () => {
      const names = (await packs.indicatorSets(packId)).map(({ name }) => name)
      const sizes = names.map(async (name) => [
        name,
        (await packs.indicatorSet(packId, name)).indicators.length,
      ])
      expect(Object.fromEntries(await Promise.all(sizes))).toEqual(sets)
    })

    it('has every model, each with a config that resolves and a policy that makes sense', async () => {
      expect((await packs.models(packId)).map(({ modelId }) => modelId)).toEqual(models)
      for (const modelId of models) {
        const { policy, config, warnings } = await packs.model(modelId)
        expect(policy && guardChecks(policy), modelId).toEqual({ ok: true, errors: [], warnings: [] })
        expect(config.indicators.length, modelId).toBeGreaterThan(0)
        expect(warnings, modelId).toEqual([])
      }
    })

    it('has the policies of no model in particular, and its starter templates', async () => {
      for (const id of policies) expect((await packs.policyFile(packId, id))?.faults, id).toEqual([])
      expect((await packs.templates(packId)).map(({ id }) => id)).toEqual(templates)
    })
  })

  it('hold each profile to the limits of its table', async () => {
    const limits = async (
      packId: string,
      limit: 'max_drawdown_pct' | 'dsr_min' | 'oos_loss_probability_max',
    ) => {
      const { profiles } = await packs.get(packId)
      return riskProfiles.map((profile) => profiles[profile].budget[limit])
    }
    expect(await limits('zerosigma', 'max_drawdown_pct')).toEqual([0.15, 0.2, 0.25])
    expect(await limits('overlay', 'max_drawdown_pct')).toEqual([0.15, 0.2, 0.25])
    expect(await limits('swingsigma', 'max_drawdown_pct')).toEqual([0.2, 0.25, 0.3])
    expect(await limits('longsigma', 'max_drawdown_pct')).toEqual([0.3, 0.35, 0.4])
    expect(await limits('adhoc', 'max_drawdown_pct')).toEqual([0.25, 0.35, 0.5])
    for (const packId of Object.keys(contents)) {
      expect(await limits(packId, 'dsr_min')).toEqual([0.95, 0.9, 0.8])
      expect(await limits(packId, 'oos_loss_probability_max')).toEqual([0.05, 0.15, 0.3])
    }
    const { profiles } = await packs.get('zerosigma')
    expect(profiles.balanced).toMatchObject({
      budget: { es95_mult: 2, spread_pct_max: 0.1, oi_min: 500, volume_min: 200, fill_rate_min: 0.85 },
      allowedHours: [13, 14, 15],
      riskPerTradeR: 1,
    })
    expect(profiles.aggressive.allowedHours).toEqual([12, 13, 14, 15])
    expect((await packs.get('swingsigma')).profiles.conservative.budget).toMatchObject({
      min_trades_per_year: 40,
      sharpe_min: 1.2,
      adv_bps_max: 5,
      turnover_max: 1.5,
    })
    expect((await packs.get('longsigma')).profiles.aggressive.budget.calmar_min).toBe(0.4)
    expect((await packs.get('overlay')).profiles.balanced.budget.margin_usage_max).toBe(0.4)
  })

  it('rank as their kind of trading asks', async () => {
    const kinds = Object.keys(contents).map(async (id) => [id, (await packs.get(id)).score.kind])
    expect(Object.fromEntries(await Promise.all(kinds))).toEqual(scoreKinds)
  })

  it('give every column of a model a name of its own', async () => {
    for (const { modelId } of await packs.models()) {
      const { config } = await packs.model(modelId)
      const columns = config.indicators.flatMap((spec) => {
        const { indicator, params } = resolveIndicator(spec)
        return indicator.outputs(params)
      })
      const all = [...(config.features.flow?.columns ?? []), ...columns]
      expect(all, modelId).toEqual([...new Set(all)])
    }
  })

  it('need no key for the index model on the bundled bars', async () => {
    const { config } = await packs.model('spx_eq_swing_daily')
    expect(config).toMatchObject({
      ticker: 'SPX',
      source: 'sample',
      cadence: 'daily',
      label: { kind: 'forward', unit: 'sessions', horizon: 5 },
      calibration: 'none',
      trainWindow: { start: '2000-01-03', end: '2020-04-17' },
      hyperparameters: {
        rounds: 150,
        depth: 3,
        rate: 0.05,
        subsample: 0.9,
        columnSample: 0.9,
        minChildWeight: 20,
      },
    })
  })

  it('say what a model needs beside bars', async () => {
    const needs = new Map((await packs.models()).map((model) => [model.modelId, model.needs]))
    expect(needs.get('spx_eq_swing_daily')).toEqual([])
    expect(needs.get('spy_eq_swing_daily_breakout')).toEqual(['daily bars of I:VIX'])
    expect(needs.get('spy_opt_0dte_hourly_headfake_1030')).toEqual([
      'five-minute bars',
      'daily bars of I:VIX',
      'option chain snapshots',
      'option quotes',
      'option trades',
    ])
  })

  it('give the two special labels their windows', async () => {
    expect((await packs.model('spy_opt_0dte_hourly_headfake_1030')).config.label).toEqual({
      kind: 'headfake_reversal',
      windowStart: '09:30',
      windowEnd: '10:30',
      minEarlyAtr: 0.5,
      minLateAtr: 0.5,
    })
    expect((await packs.model('spy_opt_0dte_hourly_pin_1500')).config.label).toEqual({
      kind: 'pin_drift',
      driftStart: '15:00',
      minPullAtr: 0.2,
    })
  })
})
