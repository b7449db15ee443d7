import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultExecution } from '../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../src/core/backtest/evaluate.ts'
import { barsOf, datasetOf, foldOf, range } from '../core/backtest/builders.ts'
import { root } from './documents.ts'

const text = readFileSync(join(root, 'docs', 'guide', 'backtests.md'), 'utf8')
const [, section] = /## Twelve bars by hand\n([\s\S]*?)\n## /.exec(text) ?? []
const [head, , ...lines] = (section ?? '').split('\n').filter((line) => line.startsWith('|'))
const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const rows = lines.map(cells)

function column(title: string): string[] {
  const place = cells(head ?? '').indexOf(title)
  if (place < 0) throw new Error(`the table has no column ${title}`)
  return rows.map((row) => row[place] ?? '')
}

const numbers = (title: string): number[] => column(title).map(Number)

/** Three bars before the table are the training part: nothing of them is traded. */
const before = [100, 100, 100]

function traded() {
  const bars = barsOf([...before, ...numbers('open')], [...before, ...numbers('close')])
  const fold = foldOf(range(0, 3), [0.5, 0.5, 0.5], range(3, 3 + rows.length), numbers('P(UP)'))
  return evaluateVariant(
    datasetOf(bars, 2),
    [fold],
    { selection: { kind: 'thresholds', thresholds: [0.6] } },
    { ...defaultExecution, slippageBps: 8, commissionBps: 2 },
  )
}

describe('the twelve bars of the guide', () => {
  const { bars, barReturns, decisions, trades, metrics } = traded()

  it('are twelve, and want what their scores say', () => {
    expect(rows).toHaveLength(12)
    const sides: Record<string, number> = { long: 1, short: -1, nothing: 0 }
    expect([...decisions.position]).toEqual(column('wants').map((word) => sides[word]))
  })

  it.each([
    ['weight', bars.weight, 1, 12],
    ['gross, %', bars.gross, 100, 4],
    ['cost, %', bars.cost, 100, 4],
    ['net, %', barReturns, 100, 4],
  ])('have the %s of a backtest', (title, values, unit, digits) => {
    // The first bar only decides.
    expect(column(title)[0]).toBe('')
    const told = numbers(title).slice(1)
    expect(values).toHaveLength(told.length)
    told.forEach((value, bar) => {
      expect(unit * values[bar], `bar ${bar + 2}`).toBeCloseTo(value, digits - 0.01)
    })
  })

  it('are worth what the table says at each close, and in all what the text says', () => {
    let worth = 1
    const told = numbers('worth').slice(1)
    barReturns.forEach((value, bar) => {
      worth *= 1 + value
      expect(worth).toBeCloseTo(told[bar], 5.99)
    })
    expect(metrics.cum_return).toBeCloseTo(worth - 1, 12)
    expect(section).toContain(`In all ${(100 * (worth - 1)).toFixed(2)} % net`)
    expect(metrics).toMatchObject({ trades: 7, closed_trades: 6, signals: 8, signals_unfilled: 1 })
    expect(trades.netReturn[0]).toBeCloseTo(0.018, 12)
    expect(metrics.exposure).toBeCloseTo(10 / 11, 12)
    expect(metrics.turnover).toBeCloseTo(4.5 / 11, 12)
  })
})
