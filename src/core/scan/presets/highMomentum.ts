import { definePreset, shareTrue, trendStrength } from '../preset.ts'

/** Winners as in relative strength, over three windows, with the rise measured by the range of a day. */
export default definePreset({
  name: 'highmomo',
  looksFor:
    'fast rises: momentum over the short, the middle and the long window, large against the daily range',
  limits: { adxMin: 18 },
  read: ({ close, atr, indicators }) => ({
    close,
    atr,
    short: indicators.value('close_mom'),
    middle: indicators.value('close_mom', 1),
    long: indicators.value('close_mom', 2),
    fast: indicators.value('ema'),
    slow: indicators.value('ema', 1),
    adx: indicators.value('adx'),
  }),
  ranked: ({ short, middle, long }) => [short, middle, long],
  judge({ close, atr, short, middle, long, fast, slow, adx }, [shortRank, middleRank, longRank], { adxMin }) {
    // What the price moved over the middle window, against its ATR.
    const moved = close - close / (1 + middle)
    return {
      passes: short > 0 && middle > 0 && long > 0 && fast > slow && adx >= adxMin,
      scores: {
        // Ten ATRs are as far as it goes.
        breakout: moved / atr / 10,
        momentum: (shortRank + middleRank + longRank) / 3,
        trendQuality: trendStrength(adx),
        alignment: shareTrue(close > fast, fast > slow, short > 0),
      },
    }
  },
})
