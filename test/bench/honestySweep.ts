import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { runFit } from '../../src/core/backtest/fits.ts'
import {
  assemblePaths,
  defaultBacktestConfig,
  defaultExecution,
  featureColumns,
  pathsEvaluator,
  planFits,
  type Variant,
} from '../../src/core/backtest/index.ts'
import { leakageScan } from '../../src/core/matrix/leakageScan.ts'
import type { Dataset } from '../../src/core/matrix/matrix.ts'
import { trialBenchmark } from '../../src/core/statistics/effectiveTrials.ts'
import { overfitting } from '../../src/core/statistics/overfitting.ts'
import { alignSessions } from '../../src/core/statistics/sessions.ts'
import { probabilisticSharpe, sharpeSample } from '../../src/core/statistics/sharpeTests.ts'
import { stationaryResamples } from '../../src/core/statistics/stationaryBootstrap.ts'
import { superiorAbility } from '../../src/core/statistics/superiorAbility.ts'
import { gateOfRun } from '../../src/services/gateOfRun.ts'

const profiles = ['conservative', 'balanced', 'aggressive'] as const

/** What a sweep on one data set came to. */
export interface SweepOutcome {
  leakage: 'green' | 'yellow' | 'red'
  /** Whether any row passes, by profile. */
  passes: Record<(typeof profiles)[number], boolean>
  /** The same, were there no scan for leaks: what the statistics alone let through. */
  passesUnscanned: Record<(typeof profiles)[number], boolean>
  spa: number
  bestSharpe: number
}

const budgets = z
  .object({
    profiles: z.record(z.enum(profiles), z.object({ risk_budget: z.record(z.string(), z.number()) })),
  })
  .parse(parse(readFileSync(new URL('../../packs/adhoc/pack.yaml', import.meta.url), 'utf8'))).profiles

const config = {
  ...defaultBacktestConfig,
  // The template of the pack for daily bars.
  booster: { rounds: 150, depth: 3, rate: 0.05, subsample: 0.9, columnSample: 0.9, minChildWeight: 20 },
}

/** A sweep as the service does it: the same fits, variants, ledger, cross-validation, scan and gate, without a store. */
export function honestySweep(dataset: Dataset, variants: number, seed: number): SweepOutcome {
  const { plans, tasks } = planFits(dataset, { ...config, seed })
  const columns = featureColumns(dataset.matrix, null)
  const fits = tasks.map((task) => runFit(columns, task))
  const paths = assemblePaths(plans, fits, config.calibration)
  const evaluate = pathsEvaluator(dataset, paths, defaultExecution)
  const results = variantsOf(variants).map((variant) => evaluate(variant).result)

  const series = results.map(({ sessions, sessionReturns }) => ({ sessions, returns: sessionReturns }))
  const aligned = alignSessions(series)
  const choice = overfitting(aligned.columns)
  const { verdict } = leakageScan({ matrix: dataset.matrix, horizon: dataset.horizon, origin: null })
  const anyPasses = (profile: (typeof profiles)[number], leakage: SweepOutcome['leakage']) =>
    results.some(({ metrics, sessionReturns }) => {
      const sample = sharpeSample(sessionReturns)
      const { expectedMaxSharpe } = trialBenchmark(series, sessionReturns.length)
      const facts = {
        budget: budgets[profile].risk_budget,
        instrument: 'none' as const,
        variants,
        capitalKnown: false,
        dailyLossCapR: null,
        boundedLoss: false,
        leakage,
        pbo: choice?.pbo ?? null,
        oosLossProbability: choice?.oosLossProbability ?? null,
      }
      return gateOfRun(metrics, facts, probabilisticSharpe(sample, expectedMaxSharpe)).pass
    })
  const passesWith = (leakage: SweepOutcome['leakage']) => ({
    conservative: anyPasses('conservative', leakage),
    balanced: anyPasses('balanced', leakage),
    aggressive: anyPasses('aggressive', leakage),
  })
  return {
    leakage: verdict,
    passes: passesWith(verdict),
    passesUnscanned: passesWith('green'),
    spa:
      superiorAbility(aligned.columns, stationaryResamples(aligned.sessions.length, seed))?.consistent ?? 1,
    bestSharpe: Math.max(...results.map(({ metrics }) => metrics.sharpe ?? Number.NEGATIVE_INFINITY)),
  }
}

/** Half of them thresholds from 0.50 on, half shares from 2 % on. */
function variantsOf(count: number): Variant[] {
  const thresholds = Math.ceil(count / 2)
  return Array.from({ length: count }, (_, index): Variant => {
    if (index < thresholds)
      return { selection: { kind: 'thresholds', thresholds: [0.5 + (0.1 * index) / thresholds] } }
    return {
      selection: { kind: 'top_pct', topPct: 0.02 + (0.58 * (index - thresholds)) / (count - thresholds) },
    }
  })
}
