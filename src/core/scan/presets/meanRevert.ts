import { definePreset, share, shareTrue } from '../preset.ts'

/** After Connors and Alvarez, Short Term Trading Strategies That Work (2009): weakness is bought above a longer mean. */
export default definePreset({
  name: 'meanrevert',
  looksFor: 'closes below their lower band after a quick fall, with the longer trend unbroken',
  limits: { epsilon: 0.002, rsiMax: 35 },
  read: ({ close, atr, indicators }) => ({
    close,
    atr,
    mean: indicators.value('sma'),
    longMean: indicators.value('sma', 1),
    rsi: indicators.value('rsi'),
    lowerBollinger: indicators.value('bb_lower'),
    lowerKeltner: indicators.value('keltner_lower'),
    moneyFlow: indicators.value('cmf'),
  }),
  ranked: ({ rsi }) => [-rsi],
  judge(values, [weakness], { epsilon, rsiMax }) {
    const { close, atr, mean, longMean, rsi, lowerBollinger, lowerKeltner, moneyFlow } = values
    const isBelowBollinger = close < lowerBollinger * (1 - epsilon)
    const isBelowKeltner = close < lowerKeltner * (1 - epsilon)
    return {
      passes: (isBelowBollinger || isBelowKeltner) && rsi <= rsiMax,
      scores: {
        // Three ATRs below the mean are as far as it goes.
        breakout: share((mean - close) / atr / 3),
        momentum: weakness,
        // 1 at or above the longer mean, 0 from 15 % below it.
        trendQuality: share((close / longMean - 0.85) / 0.15),
        alignment: shareTrue(mean > longMean, moneyFlow > 0, isBelowBollinger && isBelowKeltner),
      },
    }
  },
})
