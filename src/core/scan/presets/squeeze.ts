import { definePreset, share, shareTrue } from '../preset.ts'

/** The squeeze of Carter, Mastering the Trade (2005), chapter 11: Bollinger bands inside the Keltner channel. */
export default definePreset({
  name: 'squeeze',
  looksFor: 'narrowing ranges: both Bollinger bands lie inside the Keltner channel',
  limits: {},
  read: ({ close, indicators }) => ({
    close,
    mid: indicators.value('bb_mid'),
    upper: indicators.value('bb_upper'),
    lower: indicators.value('bb_lower'),
    upperChannel: indicators.value('keltner_upper'),
    lowerChannel: indicators.value('keltner_lower'),
    deviation: indicators.value('roll_std'),
    moneyFlow: indicators.value('cmf'),
  }),
  ranked: ({ deviation }) => [-deviation],
  judge({ close, mid, upper, lower, upperChannel, lowerChannel, moneyFlow }, [calm]) {
    const narrowness = 1 - (upper - lower) / (upperChannel - lowerChannel)
    return {
      passes: upper < upperChannel && lower > lowerChannel,
      scores: {
        // Bands of half the width of the channel are as narrow as it goes.
        breakout: share(2 * narrowness),
        momentum: calm,
        // Buying while nothing moves: a money flow of 0.2 is much.
        trendQuality: share(moneyFlow / 0.2),
        alignment: shareTrue(close > mid, moneyFlow > 0),
      },
    }
  },
})
