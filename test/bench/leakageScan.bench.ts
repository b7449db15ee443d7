import { bench, describe } from 'vitest'
import { buildMatrix, leakageScan, previewMatrix } from '../../src/core/matrix/index.ts'
import { someBars } from '../core/bars/someBars.ts'

// How a scan and a preview compare with the build itself: npx vitest bench test/bench/leakageScan.bench.ts

const spec = (name: string, ...values: number[]) =>
  values.map((value) => ({ name, params: { [name === 'rsi' ? 'period' : 'window']: value } }))

/** 40 indicators, 58 columns. */
const indicators = [
  ...spec('rsi', 2, 7, 14, 21),
  ...spec('dist_to_ema', 20, 50, 200),
  ...spec('momentum', 5, 20, 63),
  ...(
    'ppo macd adx atr bollinger_bands keltner stochastic cci aroon rolling_std lr_r2 donchian cmf vol_zscore mfi obv ' +
    'sma ema kama trix tsi williams_r ultimate_oscillator roc psar ret hour_of_day day_of_week stoch_rsi qstick'
  )
    .split(' ')
    .map((name) => ({ name })),
]

describe('100,002 hourly bars, 40 indicators', () => {
  const bars = someBars({ sessions: 14_286, perSession: 7 })
  const label = { kind: 'forward', unit: 'bars', horizon: 1 } as const
  const built = buildMatrix({ bars, indicators, label })
  const { matrix, horizon } = built

  bench('build', () => {
    buildMatrix({ bars, indicators, label })
  })
  bench('leakage scan', () => {
    leakageScan({ matrix, horizon, origin: { ...built, indicators } })
  })
  bench('preview', () => {
    previewMatrix(matrix)
  })
})
