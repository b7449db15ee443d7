import { describe, expect, it } from 'vitest'
import { byFamily, type LastBar } from '../../../src/core/scan/lastBar.ts'
import { type PresetName, presets } from '../../../src/core/scan/presets.ts'

const bar = (values: Record<string, number>, { close = 110, atr = 2, ticker = 'AAA' } = {}): LastBar => ({
  ticker,
  session: 19_900,
  ts: 0,
  close,
  atr,
  indicators: byFamily(Object.entries(values)),
})

/** Judged beside a bar of which everything is missing. */
function judged(name: PresetName, own: LastBar, limits = {}) {
  const blank = bar(Object.fromEntries(Object.keys(valuesOf[name]).map((column) => [column, Number.NaN])), {
    ticker: 'ZZZ',
  })
  const [first, second] = presets[name].judge([own, blank], limits)
  return { first, second }
}

const valuesOf: Record<PresetName, Record<string, number>> = {
  breakout: {
    bb_upper_20: 120,
    donchian_upper_prior_20: 109.25,
    ema_20: 105,
    ema_50: 100,
    rsi_14: 60,
    adx_14: 26,
    close_mom_20: 0.1,
    close_mom_63: 0.2,
    lr_r2_126: 0.5,
  },
  meanrevert: {
    sma_20: 115,
    sma_50: 120,
    rsi_14: 28,
    bb_lower_20: 112,
    keltner_lower_20: 109,
    cmf_20: 0.1,
  },
  trend: {
    ema_20: 108,
    ema_50: 104,
    ema_100: 100,
    adx_14: 27.5,
    aroon_osc_25: 80,
    lr_r2_126: 0.9,
    close_mom_63: 0.2,
  },
  squeeze: {
    bb_mid_20: 108,
    bb_upper_20: 111,
    bb_lower_20: 105,
    keltner_upper_20: 112,
    keltner_lower_20: 104,
    roll_std_20: 0.01,
    cmf_20: 0.05,
  },
  rs: {
    close_mom_20: 0.1,
    close_mom_63: 0.2,
    ema_20: 105,
    ema_50: 100,
    rsi_14: 60,
    lr_r2_126: 0.8,
    cmf_20: -0.1,
  },
  highmomo: {
    close_mom_10: 0.05,
    close_mom_20: 0.1,
    close_mom_63: 0.2,
    ema_20: 105,
    ema_50: 100,
    adx_14: 26,
  },
}

describe('a preset', () => {
  it.each([
    // (110 - 109.25) / 2 = 0.375 ATRs beyond, of 0.5; the ranks are 1 of one; (26 - 20) / 15
    ['breakout', { breakout: 0.75, momentum: 1, trendQuality: 0.4, alignment: 1 }],
    // (115 - 110) / 2 = 2.5 ATRs below, of 3; 110 / 120 is 8.3 % below the longer mean, of 15; money flow alone
    [
      'meanrevert',
      { breakout: 2.5 / 3, momentum: 1, trendQuality: (110 / 120 - 0.85) / 0.15, alignment: 1 / 3 },
    ],
    // half of (27.5 - 20) / 15 and half of 0.9
    ['trend', { breakout: 0.8, momentum: 1, trendQuality: 0.25 + 0.45, alignment: 1 }],
    // bands of 6 in a channel of 8: twice a quarter; 0.05 of 0.2
    ['squeeze', { breakout: 0.5, momentum: 1, trendQuality: 0.25, alignment: 1 }],
    // all but the money flow
    ['rs', { breakout: 1, momentum: 1, trendQuality: 0.8, alignment: 2 / 3 }],
    // a rise of 10 from 100 is five ATRs, of ten
    ['highmomo', { breakout: 0.5, momentum: 1, trendQuality: 0.4, alignment: 1 }],
  ] as const)('scores %s as worked out by hand', (name, scores) => {
    const { first, second } = judged(name, bar(valuesOf[name]))
    const { total, ...parts } = first.scores
    for (const [part, value] of Object.entries(scores)) {
      expect(Reflect.get(parts, part), part).toBeCloseTo(value, 12)
    }
    const { breakout, momentum, trendQuality, alignment } = scores
    expect(total).toBeCloseTo(0.4 * breakout + 0.3 * momentum + 0.15 * trendQuality + 0.15 * alignment, 12)
    expect(first.passes).toBe(true)
    expect(second.passes).toBe(false)
    expect(second.scores.total).toBe(0)
  })

  it.each([
    ['breakout', 'rsi_14', 54.9],
    ['breakout', 'adx_14', 17.9],
    ['breakout', 'donchian_upper_prior_20', 109.8],
    ['meanrevert', 'rsi_14', 35.1],
    ['meanrevert', 'bb_lower_20', 110],
    ['trend', 'ema_50', 109],
    ['trend', 'close_mom_63', 0],
    ['squeeze', 'bb_upper_20', 112],
    ['rs', 'rsi_14', 49],
    ['rs', 'ema_20', 99],
    ['highmomo', 'close_mom_10', -0.01],
    ['highmomo', 'adx_14', 17.9],
  ] as const)('%s lets nothing pass whose %s is %d', (name, column, value) => {
    const own = bar({ ...valuesOf[name], [column]: value })
    expect(judged(name, own).first.passes).toBe(false)
  })

  it('takes the fit of a line for the strength of a trend where a set has no ADX', () => {
    const { adx_14: _, ...values } = valuesOf.breakout
    const [{ passes, scores }] = presets.breakout.judge([bar(values)], {})
    expect(passes).toBe(true)
    expect(scores).toMatchObject({ trendQuality: 0.5, alignment: 1 })
  })

  it('counts a range of nothing as no breakout', () => {
    const [{ scores }] = presets.breakout.judge([bar(valuesOf.breakout, { atr: 0 })], {})
    expect(scores.breakout).toBe(0)
  })

  it('says which column a set lacks', () => {
    const { rsi_14: _, ...values } = valuesOf.trend
    expect(() => presets.breakout.check(bar(values))).toThrow('indicator_set: has no column bb_upper')
    const { ema_50: __, ...one } = valuesOf.breakout
    expect(() => presets.breakout.check(bar(one))).toThrow('has 1 columns ema_*, and the preset reads 2')
  })

  it('passes other limits where they are asked for', () => {
    const own = bar({ ...valuesOf.breakout, rsi_14: 40 })
    expect(judged('breakout', own, { rsiMin: 40 }).first.passes).toBe(true)
  })
})
