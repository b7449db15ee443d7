import { definePreset, share, shareTrue, trendStrength } from '../preset.ts'

/** The score of the existing system, with the high of the bars before: a close can't pass a high that contains its own. */
export default definePreset({
  name: 'breakout',
  looksFor: 'closes above the highest high of the bars before, or above the upper Bollinger band',
  limits: { epsilon: 0.002, bosMin: 0.25, rsiMin: 55, adxMin: 18 },
  read: ({ close, atr, indicators }) => ({
    close,
    atr,
    upper: indicators.value('bb_upper'),
    priorHigh: indicators.value('donchian_upper_prior'),
    fast: indicators.value('ema'),
    slow: indicators.value('ema', 1),
    rsi: indicators.value('rsi'),
    // Without it the fit of a line tells how good the trend is.
    adx: indicators.has('adx') ? indicators.value('adx') : null,
    fit: indicators.has('adx') ? null : indicators.value('lr_r2'),
    momentum: indicators.value('close_mom'),
    longMomentum: indicators.value('close_mom', 1),
  }),
  ranked: ({ momentum, longMomentum }) => [momentum, longMomentum],
  judge({ close, atr, upper, priorHigh, fast, slow, rsi, adx, fit }, [rank, longRank], limits) {
    const { epsilon, bosMin, rsiMin, adxMin } = limits
    const beyond = finite((close - priorHigh) / atr)
    const isBeyond = close > upper * (1 + epsilon) || close > priorHigh * (1 + epsilon) || beyond >= bosMin
    const isTrending = adx === null || adx >= adxMin
    return {
      passes: isBeyond && rsi >= rsiMin && isTrending,
      scores: {
        breakout: share(beyond / 0.5),
        momentum: 0.5 * rank + 0.5 * longRank,
        trendQuality: adx === null ? (fit ?? 0) : trendStrength(adx),
        alignment: shareTrue(fast > slow, rsi >= rsiMin, isTrending),
      },
    }
  },
})

const finite = (value: number): number => (Number.isFinite(value) ? value : 0)
