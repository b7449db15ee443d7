import { describe, expect, it } from 'vitest'
import { recomputedAt } from '../../src/core/backtest/audit/knownAt.ts'
import {
  type BacktestConfig,
  defaultExecution,
  type Execution,
  type Variant,
} from '../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../src/core/backtest/evaluate.ts'
import type { FoldResult } from '../../src/core/backtest/foldResults.ts'
import type { FoldScores } from '../../src/core/backtest/scores.ts'
import type { LabelSpec } from '../../src/core/labels/index.ts'
import { buildMatrix } from '../../src/core/matrix/buildMatrix.ts'
import type { Matrix } from '../../src/core/matrix/matrix.ts'
import { preprocessedNames } from '../../src/core/matrix/preprocessing.ts'
import { decideRows, type Level } from '../../src/services/liveModel.ts'
import { type ModelAttributes, readModelFile, writeModelFile } from '../../src/services/modelFile.ts'
import { auditConfig, foldsOf } from '../core/backtest/audits.ts'
import { barsOf, randomWalk } from '../core/backtest/builders.ts'
import { dayBars, hourlyDay, winterDays } from '../core/labels/eventBars.ts'

const indicators = [
  { name: 'rsi', params: { period: 5 } },
  { name: 'ema', params: { window: 9 } },
  { name: 'momentum', params: { window: 3 } },
]
const forward: LabelSpec = { kind: 'forward', horizon: 2, unit: 'bars' }
const headfake: LabelSpec = {
  kind: 'headfake_reversal',
  windowStart: '09:30',
  windowEnd: '11:00',
  minEarlyAtr: 0.5,
  minLateAtr: 0.5,
}

function walk(perSession: number) {
  const { open, close } = randomWalk(420, 7)
  return barsOf(open, close, perSession)
}

/** Mornings that rise or fall and are taken back on most days. */
function mornings() {
  const days = winterDays(90).map((date, day) => {
    const rise = day % 2 === 0 ? 2 : -2
    const end = day % 3 === 0 ? 100 + 2 * rise : 100 - 0.1 * (day % 5)
    return hourlyDay(date, 100, [100.5, 100 + rise, 100 + rise, 100 + rise, 100 + rise, 101 + rise, end])
  })
  return dayBars('hourly', days)
}

/** The model of a fold, as a training writes its file and an alert reads it. */
function fileOf({ booster, calibration, classes, preprocessing }: FoldScores, { features }: Matrix) {
  if (!booster) throw new Error('the fold kept no model')
  const names = features.map(({ name }) => name)
  const attributes: ModelAttributes = {
    classes: [...classes.names],
    calibration:
      calibration?.map((map) => (map.kind === 'sigmoid' ? map : { ...map, x: [...map.x], y: [...map.y] })) ??
      null,
    lineage: {},
    threshold: null,
    ...(preprocessing && { preprocessing: { features: names, columns: [...preprocessing] } }),
  }
  const featureNames = preprocessing ? preprocessedNames(names, preprocessing) : names
  return readModelFile(writeModelFile({ booster, featureNames, attributes }), 'model.json')
}

/** The level that a fold traded by. */
function levelOf({ threshold, cutoff, byHour }: FoldResult): Level | null {
  if (byHour) return { kind: 'by_hour', levels: byHour }
  if (cutoff !== null) return { kind: 'cutoff', level: cutoff }
  return threshold === null ? null : { kind: 'threshold', level: threshold }
}

interface Case {
  label: LabelSpec
  bars?: ReturnType<typeof walk>
  perSession?: number
  variant: Variant
  config?: Partial<BacktestConfig>
  execution?: Partial<Execution>
}

/** A backtest, each of whose decisions is taken once more on the bars that were there at its time. */
function decideTwice({ label, perSession = 1, bars = walk(perSession), variant, ...more }: Case) {
  const config = { ...auditConfig(8), ...more.config }
  const dataset = buildMatrix({ bars, indicators, label })
  const folds = foldsOf(dataset, config)
  const execution = { ...defaultExecution, ...more.execution }
  const result = evaluateVariant(dataset, folds, variant, execution)
  const known = recomputedAt(dataset, { indicators, label })
  const placeOf = new Map(Array.from(result.decisions.row, (row, place) => [row, place]))
  const research: number[] = []
  const live: number[] = []
  for (const [place, fold] of folds.entries()) {
    const level = levelOf(result.folds[place])
    if (level === null) continue
    const file = fileOf(fold, dataset.matrix)
    for (const row of fold.testRows) {
      const then = known(row)
      const model = { file, hours: variant.hours ?? null, training: { id: 'the training' } }
      const decided = decideRows(model, then, Int32Array.of(row), level, execution)
      live.push(decided.position[0])
      research.push(result.decisions.position[placeOf.get(row) ?? -1])
    }
  }
  return { research, live }
}

const thresholds = { kind: 'thresholds' as const, thresholds: [0.5, 0.52, 0.54] }

describe('a model decides a bar, when it is the newest, as its backtest did', () => {
  it.each<[string, Case]>([
    ['by a threshold', { label: forward, variant: { selection: thresholds } }],
    [
      'without a calibration, by the share of the rows',
      {
        label: forward,
        variant: { selection: { kind: 'top_pct', topPct: 0.3 } },
        config: { calibration: 'none' },
      },
    ],
    [
      'by the share of the rows, before the calibration',
      { label: forward, variant: { selection: { kind: 'top_pct', topPct: 0.3 } } },
    ],
    [
      'sized by confidence, calibrated by steps, on scaled features',
      {
        label: forward,
        variant: { selection: thresholds },
        config: { calibration: 'isotonic', preprocessing: { scaling: 'robust', oneHot: [] } },
        execution: { sizeByConfidence: true, confidenceCap: 0.4 },
      },
    ],
    [
      'of three classes, long only, past the momentum gate',
      {
        label: forward,
        variant: { selection: { kind: 'thresholds', thresholds: [0.36, 0.4] } },
        config: { classTarget: { kind: 'k_sigma', k: 0.3 } },
        execution: { longOnly: true, momentumGate: true, momentumColumn: 'close_mom_3', momentumMin: 0 },
      },
    ],
    [
      'in some hours',
      { label: forward, perSession: 7, variant: { selection: thresholds, hours: [10, 11, 14] } },
    ],
    [
      'by a threshold for each hour',
      { label: forward, perSession: 7, variant: { selection: { ...thresholds, perHour: 'sharpe' } } },
    ],
    [
      'about an event, on the side that then earns',
      {
        label: headfake,
        bars: mornings(),
        variant: { selection: { kind: 'thresholds', thresholds: [0.4, 0.5] } },
        config: { calibration: 'none' },
      },
    ],
  ])('%s', (_, one) => {
    const { research, live } = decideTwice(one)
    expect(live).toEqual(research)
    expect(research.length).toBeGreaterThan(80)
    expect(research.filter((position) => position !== 0).length).toBeGreaterThan(5)
    expect(research.filter((position) => position === 0).length).toBeGreaterThan(5)
  })

  it('and says which features it lacks', () => {
    const dataset = buildMatrix({ bars: walk(1), indicators, label: forward })
    const [fold] = foldsOf(dataset, auditConfig(2))
    const model = { file: fileOf(fold, dataset.matrix), hours: null, training: { id: 'T1' } }
    const other = buildMatrix({ bars: walk(1), indicators: indicators.slice(1), label: forward })
    const decide = () =>
      decideRows(model, other, Int32Array.of(5), { kind: 'threshold', level: 0.5 }, defaultExecution)
    expect(decide).toThrow('the training T1 was on other features: it reads rsi_5')
  })
})
