import { describe, expect, it } from 'vitest'
import { defaultBacktestConfig, defaultExecution } from '../../src/core/backtest/index.ts'
import { defaultBoosterParams } from '../../src/core/boosting/index.ts'
import { openPacks } from '../../src/packs/openPacks.ts'
import { type Trial, trialSha } from '../../src/services/backtestRequest.ts'
import { judgeLeaks } from '../../src/services/leakage.ts'
import type { PreparedData } from '../../src/services/preparedData.ts'

const data = (matrixSha: string) => ({ matrixSha, dataset: { periodsPerYear: 252 } }) as PreparedData
const trial: Trial = {
  config: defaultBacktestConfig,
  selection: { kind: 'top_pct', topPct: 0.1 },
  execution: defaultExecution,
}

describe('the hash of a trial', () => {
  it('is the same however a request spells what does not change its returns', () => {
    const sha = trialSha(data('m'), trial)
    const { rounds, depth } = defaultBoosterParams
    expect(trialSha(data('m'), { ...trial, config: { ...trial.config, booster: { rounds, depth } } })).toBe(
      sha,
    )
    const idle = { ...trial.execution, momentumMin: 3, momentumColumn: 'rsi_14', confidenceCap: 0.5 }
    expect(trialSha(data('m'), { ...trial, execution: idle })).toBe(sha)
  })

  it.each([
    ['the matrix', data('n'), trial],
    ['the seed', data('m'), { ...trial, config: { ...trial.config, seed: 1 } }],
    ['a hyperparameter', data('m'), { ...trial, config: { ...trial.config, booster: { rounds: 7 } } }],
    ['the folds', data('m'), { ...trial, config: { ...trial.config, splits: 4 } }],
    ['the selection', data('m'), { ...trial, selection: { kind: 'top_pct', topPct: 0.2 } }],
    ['the costs', data('m'), { ...trial, execution: { ...trial.execution, slippageBps: 2 } }],
    ['the momentum gate', data('m'), { ...trial, execution: { ...trial.execution, momentumGate: true } }],
    ['the sizing', data('m'), { ...trial, execution: { ...trial.execution, sizeByConfidence: true } }],
  ] satisfies [string, PreparedData, Trial][])('changes with %s', (_, other, changed) => {
    expect(trialSha(other, changed)).not.toBe(trialSha(data('m'), trial))
  })
})

describe('findings of a leakage scan', () => {
  it('are judged by the pack that asks, not by the one that built the matrix', async () => {
    const pack = await openPacks({ builtinDir: 'packs' }).get('swingsigma')
    const report = {
      verdict: 'red' as const,
      findings: [{ column: 'pcr_eod', verdict: 'red', accepted: null }],
    }
    expect(judgeLeaks(report, { ...pack, leakageAllowed: [] }).verdict).toBe('red')
    const accepting = { ...pack, leakageAllowed: [{ feature: 'pcr_eod', reason: 'of the session before' }] }
    expect(judgeLeaks(report, accepting)).toEqual({
      verdict: 'green',
      findings: [{ column: 'pcr_eod', verdict: 'red', accepted: 'of the session before' }],
    })
  })
})
