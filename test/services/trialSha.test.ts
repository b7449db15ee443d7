import { expect, it } from 'vitest'
import {
  type BoosterSettings,
  defaultBacktestConfig,
  defaultExecution,
  type ThresholdMeasure,
} from '../../src/core/backtest/index.ts'
import { trialSha } from '../../src/services/backtestRequest.ts'

function shaOf(booster: BoosterSettings): string {
  return trialSha(
    { matrixSha: 'ab' },
    {
      config: { ...defaultBacktestConfig, booster },
      selection: { kind: 'thresholds', thresholds: [0.5] },
      execution: defaultExecution,
    },
  )
}

it('a trial that was kept before the trainer had more settings is the same trial today', () => {
  const sha = '298d31ec5b36cc59469d921a47c07c9b5b6226498014721b5f6dd52ea638431a'
  const trial = { rounds: 20, depth: 2, maxBins: 255 } // the default of then
  expect(shaOf(trial)).toBe(sha)
  expect(shaOf({ ...trial, maxLeaves: 0, growth: 'depth', columnSampleByLevel: 1, lambda: 1 })).toBe(sha)
  for (const other of [{ maxBins: 256 }, { maxLeaves: 4 }, { columnSampleByLevel: 0.5 }, { lambda: 2 }])
    expect(shaOf({ ...trial, ...other })).not.toBe(sha)
})

it('choosing a threshold by hour, and by what, makes another trial', () => {
  const of = (perHour?: ThresholdMeasure): string =>
    trialSha(
      { matrixSha: 'ab' },
      {
        config: defaultBacktestConfig,
        selection: { kind: 'thresholds', thresholds: [0.5, 0.6], ...(perHour && { perHour }) },
        execution: defaultExecution,
      },
    )
  expect(new Set([of(), of('sharpe'), of('cum_ret'), of('trades')]).size).toBe(4)
})
