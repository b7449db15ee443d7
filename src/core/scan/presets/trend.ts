import { definePreset, share, shareTrue, trendStrength } from '../preset.ts'

/** Averages in their order (Murphy, Technical Analysis of the Financial Markets, 1999, chapter 9), with recent highs. */
export default definePreset({
  name: 'trend',
  looksFor: 'steady rises: averages in their order, highs more recent than lows, a straight line that fits',
  limits: { adxMin: 18 },
  read: ({ close, indicators }) => ({
    close,
    fast: indicators.value('ema'),
    middle: indicators.value('ema', 1),
    slow: indicators.value('ema', 2),
    adx: indicators.value('adx'),
    aroon: indicators.value('aroon_osc'),
    fit: indicators.value('lr_r2'),
    momentum: indicators.value('close_mom', -1),
  }),
  ranked: ({ momentum }) => [momentum],
  judge({ close, fast, middle, slow, adx, aroon, fit, momentum }, [rank], { adxMin }) {
    return {
      passes: fast > middle && middle > slow && close > middle && momentum > 0 && adx >= adxMin,
      scores: {
        breakout: share(aroon / 100),
        momentum: rank,
        trendQuality: 0.5 * trendStrength(adx) + 0.5 * share(fit),
        alignment: shareTrue(fast > middle, middle > slow, close > fast),
      },
    }
  },
})
