import type { Command, ReportedBacktest, ReportedOverfitting } from './backtest/data.ts'
import type { Curve } from './backtest/equityPlot.ts'
import { percent, unknown } from './figures.ts'

/** A variant as the sweep's answer tells of it. */
export type ReportedVariant = Pick<
  ReportedBacktest,
  'config' | 'metrics' | 'gate' | 'statistics' | 'score'
> & {
  id: string
  non_causal?: boolean
  /** Of successive halving, from 0. */
  rung?: number | null
}

/** A sweep as answers tell of it, with what a report shows besides. */
export interface ReportedSweep {
  sweep_id: string
  pack_id: string
  model_id: string
  status: string
  progress?: { completed: number; total: number }
  created_at: string
  tag?: string | null
  lineage?: Readonly<Record<string, unknown>> | null
  statistics?:
    | (Readonly<Record<string, unknown>> & {
        best_sharpe_interval?: number[] | null
        spa_unavailable?: string | null
      })
    | null
  timings?: Readonly<Record<string, number>>
  verdict: string
  /** What its request was told; absent of sweeps of before that was kept. */
  warnings?: readonly string[]
  /** Best first. */
  rows: ReportedVariant[]
  /** Net equity of the best. */
  equity: Curve[]
  overfitting: ReportedOverfitting
  command: Command | null
}

export const pathsNotJudged =
  'No variant is judged: the models of combinatorial folds saw rows after their test folds. A policy with gate_cv: cpcv asks for a gate. The figures of each are those of its path of median Sharpe ratio.'

/** What a variant trades, in a few words. */
export function ruleText(config: ReportedVariant['config']): string {
  if (!config) return unknown
  const { kind, value, allowed_hours: hours, momentum_gate: momentum, cv } = config
  return [
    kind === 'top_pct' ? `top ${percent(Number(value))}` : value,
    ...(typeof hours === 'string' ? [`hours ${hours}`] : []),
    ...(momentum === true ? ['momentum'] : []),
    ...(cv === 'cpcv' ? ['cpcv'] : []),
  ].join(', ')
}
