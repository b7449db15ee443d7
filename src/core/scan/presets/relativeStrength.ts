import { definePreset, share, shareTrue } from '../preset.ts'

/** Winners of the last months, as in Jegadeesh and Titman, Returns to Buying Winners and Selling Losers (1993). */
export default definePreset({
  name: 'rs',
  looksFor: 'the fifth of the universe that rose most over the longer window, still rising',
  limits: { rsiMin: 50 },
  read: ({ close, indicators }) => ({
    close,
    momentum: indicators.value('close_mom'),
    longMomentum: indicators.value('close_mom', -1),
    fast: indicators.value('ema'),
    slow: indicators.value('ema', 1),
    rsi: indicators.value('rsi'),
    fit: indicators.value('lr_r2'),
    moneyFlow: indicators.value('cmf'),
  }),
  ranked: ({ momentum, longMomentum }) => [momentum, longMomentum],
  judge({ close, fast, slow, rsi, fit, moneyFlow }, [rank, longRank], { rsiMin }) {
    return {
      // Of five tickers one: the second has the rank 0.8.
      passes: longRank > 0.8 && fast > slow && rsi >= rsiMin,
      scores: {
        breakout: longRank,
        momentum: rank,
        trendQuality: share(fit),
        alignment: shareTrue(close > fast, fast > slow, moneyFlow > 0),
      },
    }
  },
})
