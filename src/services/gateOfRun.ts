import { z } from 'zod'
import { evaluateGate, type Gate, type GateMetrics } from '../core/gate/gate.ts'
import type { Backtest } from '../store/backtests.ts'
import type { RunFacts, StoredMetrics } from './runFacts.ts'

/** Holds a run to its budget, with its deflated Sharpe ratio as of now. */
export function gateOfRun(
  metrics: StoredMetrics,
  facts: Pick<
    RunFacts,
    | 'budget'
    | 'instrument'
    | 'variants'
    | 'boundedLoss'
    | 'capitalKnown'
    | 'dailyLossCapR'
    | 'leakage'
    | 'pbo'
    | 'oosLossProbability'
  >,
  dsr: number | null,
): Gate {
  const judged: GateMetrics = {
    ...metrics,
    margin_usage: null,
    dsr,
    oos_loss_probability: facts.oosLossProbability,
    pbo: facts.pbo,
  }
  return evaluateGate(judged, facts.budget, {
    instrument: facts.instrument,
    tradedNotional: facts.capitalKnown,
    marginKnown: false,
    variants: facts.variants,
    boundedLoss: facts.boundedLoss,
    losingTrades: metrics.losing_trades,
    leakage: facts.leakage,
    dailyLossCapR: facts.dailyLossCapR,
  })
}

const value = z.union([z.number(), z.string()])
const judgementSchema = z.object({
  details: z.array(
    z.object({ code: z.string(), limit: z.string(), observed: value.nullable(), required: value }),
  ),
  not_applied: z.array(z.object({ limit: z.string(), why: z.string() })),
})

/** What the gate held against a run, and which limits it left out; null where no gate has judged it. */
export function readJudgement({ gate }: Backtest): Pick<Gate, 'details' | 'not_applied'> | null {
  return gate === null ? null : judgementSchema.parse(gate)
}
