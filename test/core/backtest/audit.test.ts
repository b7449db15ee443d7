import { describe, expect, it } from 'vitest'
import type { AuditRequest } from '../../../src/core/backtest/audit/audit.ts'
import { auditFailure } from '../../../src/core/backtest/audit/auditText.ts'
import { type AuditOrigin, cutAfter, recomputedAt } from '../../../src/core/backtest/audit/knownAt.ts'
import { auditSample } from '../../../src/core/backtest/audit/sample.ts'
import { type BacktestConfig, defaultExecution, type Variant } from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { buildMatrix } from '../../../src/core/matrix/buildMatrix.ts'
import { computeFeatures } from '../../../src/core/matrix/features.ts'
import type { Dataset } from '../../../src/core/matrix/matrix.ts'
import { audit, auditConfig, foldsOf } from './audits.ts'
import { barsOf, randomWalk } from './builders.ts'

const config: BacktestConfig = {
  ...auditConfig(8),
  preprocessing: { scaling: 'robust', oneHot: [] },
}
const origin: AuditOrigin = {
  indicators: [
    { name: 'rsi', params: { period: 5 } },
    { name: 'ema', params: { window: 9 } },
    { name: 'atr', params: { period: 5 } },
  ],
  missingFlags: true,
  label: { kind: 'forward', horizon: 2, unit: 'bars' },
}
const thresholds: Variant = { selection: { kind: 'thresholds', thresholds: [0.5, 0.52, 0.54] } }
const byHour: Variant = {
  selection: { kind: 'thresholds', thresholds: [0.5, 0.52, 0.54], perHour: 'sharpe' },
}
const topPct: Variant = { selection: { kind: 'top_pct', topPct: 0.2 } }

function walk(perSession: number): Bars {
  const { open, close } = randomWalk(420, 7)
  return barsOf(open, close, perSession)
}

/** Everything that an audit is given of an honest backtest, unless `compute` says otherwise. */
function backtest(variant: Variant, compute = computeFeatures, perSession = 1): AuditRequest {
  const bars = walk(perSession)
  const { indicators, missingFlags, label } = origin
  const rule = { forwardFillBars: 1, missingFlags: missingFlags ?? false } as const
  const dataset: Dataset = buildMatrix(
    { bars, indicators, missingFlags, label },
    compute(bars, indicators, rule),
  )
  const folds = foldsOf(dataset, config)
  const execution = { ...defaultExecution, sizeByConfidence: true }
  const result = evaluateVariant(dataset, folds, variant, execution)
  const known = recomputedAt(dataset, { ...origin, compute })
  return { dataset, config, variant, execution, folds, result, known }
}

const whatDiffers = (request: AuditRequest) => [
  ...new Set(audit(request).differences.map(({ what }) => what)),
]

describe('a look-ahead audit', () => {
  it.each([
    ['thresholds on daily bars', thresholds, 1],
    ['a share of the rows on daily bars', topPct, 1],
    ['thresholds on hourly bars', thresholds, 7],
    ['a threshold for each hour', byHour, 7],
  ] as const)('finds nothing in an honest backtest with %s', (_, variant, perSession) => {
    const request = backtest(variant, computeFeatures, perSession)
    const report = audit(request)
    expect(report.differences).toEqual([])
    expect(report).toMatchObject({ folds: 3, features: 6 })
    expect(report.decisions).toBeGreaterThanOrEqual(15)
    expect(request.result.decisions.position.some((position) => position !== 0)).toBe(true)
  })

  it('names the feature that reads the next bar, the decision and its time', () => {
    const lookingAhead: typeof computeFeatures = (bars, ...others) => {
      const features = computeFeatures(bars, ...others)
      const columns = features.columns.map(({ name, values }) =>
        name === 'rsi_5'
          ? { name, values: values.map((value, bar) => values[bar + 1] ?? value) }
          : { name, values },
      )
      return { ...features, columns }
    }
    const request = backtest(thresholds, lookingAhead)
    const { differences } = audit(request)
    const first = differences.find(({ what }) => what === 'feature rsi_5')
    if (!first) throw new Error('the planted look-ahead was not found')
    const { ts } = request.dataset.matrix
    expect(first.ts).toBe(ts[first.row])
    expect(auditFailure([first, first])).toBe(
      `the look-ahead audit failed: at the decision of ${new Date(first.ts).toISOString()} (row ${first.row}, ` +
        `fold ${first.fold + 1}) feature rsi_5 is ${first.used} with all data at hand and ${first.recomputed} ` +
        'with what was known then; 1 more difference at this or other decisions',
    )
    expect(differences.some(({ what }) => what === 'feature ema_9')).toBe(false)
  })

  it('finds a model that was trained on labels of the test block', () => {
    const request = backtest(thresholds)
    const folds = request.folds.map((fold) => ({
      ...fold,
      trainRows: Int32Array.of(...fold.trainRows, fold.testRows[0] - 1),
    }))
    const row = folds[0].testRows[0] - 1
    expect(whatDiffers({ ...request, folds })).toContain(`label of the training row ${row}`)
  })

  it('finds a threshold that the training part did not choose', () => {
    const request = backtest(thresholds)
    const { result } = request
    const changed = result.folds.map((fold) => ({ ...fold, threshold: 0.51, flatReason: null }))
    expect(whatDiffers({ ...request, result: { ...result, folds: changed } })).toContain('rule')
  })

  it('finds a threshold of an hour that the training part did not choose', () => {
    const request = backtest(byHour, computeFeatures, 7)
    const { result } = request
    const changed = result.folds.map((fold) => ({
      ...fold,
      byHour: fold.byHour?.map((one, place) => (place === 0 ? { ...one, level: 0.51 } : one)),
    }))
    expect(whatDiffers({ ...request, result: { ...result, folds: changed } })).toContain('rule')
  })

  it('finds scores and positions that are not those of the model', () => {
    const request = backtest(thresholds)
    const folds = request.folds.map((fold) => ({
      ...fold,
      test: { up: fold.test.up.map((up) => up + 1e-9), down: fold.test.down },
    }))
    expect(whatDiffers({ ...request, folds })).toEqual(['probability up'])
    const { decisions } = request.result
    const position = decisions.position.map((value) => (value === 0 ? 0.5 : -value))
    const result = { ...request.result, decisions: { ...decisions, position } }
    expect(whatDiffers({ ...request, result })).toEqual(['position'])
  })

  it('of data that can only be cut, finds what the training part could not know, but no feature', () => {
    const request = backtest(thresholds)
    const known = cutAfter(request.dataset)
    expect(audit({ ...request, known }).differences).toEqual([])
    const folds = request.folds.map((fold) => ({
      ...fold,
      trainRows: Int32Array.of(...fold.trainRows, fold.testRows[0] - 1),
    }))
    expect(whatDiffers({ ...request, folds, known })[0]).toMatch(/^label of the training row/)
  })
})

describe('the sample of an audit', () => {
  it('has both ends, and decisions that took a position', () => {
    const position = new Float64Array(1_000)
    position[500] = 1
    const sample = auditSample(position, 10)
    expect(sample.length).toBeLessThanOrEqual(10)
    expect(sample).toEqual([...sample].sort((a, b) => a - b))
    for (const place of [0, 500, 999]) expect(sample).toContain(place)
  })
})
