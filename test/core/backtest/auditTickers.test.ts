import { describe, expect, it } from 'vitest'
import type { KnownAt } from '../../../src/core/backtest/audit/knownAt.ts'
import { recomputedTickersAt } from '../../../src/core/backtest/audit/knownTickers.ts'
import { defaultExecution, type Variant } from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import type { Bars } from '../../../src/core/bars/bars.ts'
import type { LabelSpec } from '../../../src/core/labels/labelSpec.ts'
import { buildUniverse } from '../../../src/core/matrix/universe.ts'
import { readDataset, writeDataset } from '../../../src/data/matrixFile.ts'
import { audit, auditConfig, foldsOf } from './audits.ts'
import { barsOf, randomOf, randomWalk } from './builders.ts'

const config = auditConfig(6)
const variant: Variant = { selection: { kind: 'thresholds', thresholds: [0.5] } }
const indicators = [{ name: 'ret' }, { name: 'day_of_week' }, { name: 'volatility', params: { window: 5 } }]

/** Bars of a ticker, of which some have no close. */
function walk(ticker: string, seed: number, perSession: number, holes: number): Bars {
  const { open, close } = randomWalk(perSession === 1 ? 360 : 630, seed)
  const random = randomOf(seed)
  const bars = barsOf(open, close, perSession)
  return { ...bars, ticker, close: bars.close.map((price) => (random() < holes ? Number.NaN : price)) }
}

/** A universe as it is read back from its file, with an audit of a backtest of it, and the rows that it looked at. */
async function audited(label: LabelSpec, perSession = 1) {
  const panel = [walk('AA', 3, perSession, 0), walk('BB', 4, perSession, 0.3)]
  const built = buildUniverse(panel.map((bars) => ({ bars, indicators, label })))
  const dataset = await readDataset(writeDataset(built))
  if (!dataset.panel) throw new Error('a universe has a panel')
  const folds = foldsOf(dataset, config)
  const execution = {
    ...defaultExecution,
    entry: label.kind === 'close_to_open' ? ('session_close' as const) : ('next_open' as const),
  }
  const result = evaluateVariant(dataset, folds, variant, execution)
  const recomputed = recomputedTickersAt(
    { ...dataset, panel: dataset.panel },
    { indicators, flow: null, label, markets: new Map() },
  )
  const asked = new Set<number>()
  const known: KnownAt = (row) => {
    asked.add(row)
    return recomputed(row)
  }
  const report = audit({ dataset, config, variant, execution, folds, result, known, decisions: 120 })
  const without = (rows: Iterable<number>) => [...rows].filter((row) => dataset.barOfRow?.[row] === -1)
  return {
    report,
    dataset,
    asked: without(asked),
    trained: without(folds.flatMap(({ trainRows }) => [...trainRows])),
  }
}

describe('a look-ahead audit of several tickers, some rows of which have no close', () => {
  it('makes decisions again at such rows too, from the bars of the ticker', async () => {
    const { report, dataset, asked } = await audited({ kind: 'forward', unit: 'bars', horizon: 2 })
    expect(asked.length, 'decisions without a close').toBeGreaterThan(5)
    const known = dataset.matrix.features.filter(({ values }) =>
      asked.some((row) => !Number.isNaN(values[row])),
    )
    expect(known.length, 'features known without a close').toBe(3)
    expect(report.differences).toEqual([])
  })

  it.each([
    ['daily', 1],
    ['hourly', 7],
  ] as const)(
    'reads the label of such a row where it starts a bar later, on %s bars',
    async (_, perSession) => {
      const { report, trained } = await audited({ kind: 'close_to_open' }, perSession)
      expect(trained.length, 'training rows without a close').toBeGreaterThan(5)
      expect(report.differences).toEqual([])
    },
  )
})
