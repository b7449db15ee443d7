import { evaluateGate, type Gate, type GateMetrics } from '../core/gate/gate.ts'
import type { RunFacts, StoredMetrics } from './runFacts.ts'

/** Holds a run to its budget, with its deflated Sharpe ratio as of now. */
export function gateOfRun(
  metrics: StoredMetrics,
  facts: Pick<
    RunFacts,
    'budget' | 'instrument' | 'variants' | 'boundedLoss' | 'leakage' | 'pbo' | 'oosLossProbability'
  >,
  dsr: number | null,
): Gate {
  const judged: GateMetrics = {
    ...metrics,
    dsr,
    oos_loss_probability: facts.oosLossProbability,
    pbo: facts.pbo,
  }
  return evaluateGate(judged, facts.budget, {
    instrument: facts.instrument,
    tradedNotional: false,
    variants: facts.variants,
    boundedLoss: facts.boundedLoss,
    losingTrades: metrics.losing_trades,
    leakage: facts.leakage,
  })
}
