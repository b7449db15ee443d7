import type { Signal } from '../../src/store/signals.ts'
import { at } from './temporary.ts'

/** A signal of a scanner, decided at the close of 2024-06-03. */
export function signalOf(id: string, more: Partial<Signal> = {}): Signal {
  return {
    id,
    date: '2024-06-03',
    ts: '2024-06-03T20:00:00.000Z',
    packId: 'swingsigma',
    modelId: 'scanner',
    ticker: 'SPY',
    side: 'long',
    entryMode: 'next_session_open',
    entryRefPx: 527.8,
    stopPx: 520,
    targetPx: 543,
    timeStopMinutes: null,
    rewardRisk: 1.95,
    score: null,
    threshold: null,
    weight: null,
    scores: { total: 0.6, breakout: 0.5, momentum: 0.7, trendQuality: null, alignment: 1 },
    rank: 1,
    riskProfile: 'balanced',
    policyVersion: 3,
    lineage: { packSha: 'a', indicatorSetSha: 'b', modelConfigSha: 'c', policySha: 'd', riskSha: 'e' },
    trainingRunId: null,
    matrixSha: null,
    tag: null,
    createdAt: at(1),
    ...more,
  }
}
