import { describe, expect, it } from 'vitest'
import { type MatrixIngredients, matrixSha } from '../../../src/core/matrix/index.ts'

const ingredients: MatrixIngredients = {
  sources: ['sample:sp500-2000'],
  barsSha: 'ab'.repeat(32),
  universe: ['SPX'],
  window: { start: '2001-01-01', end: null },
  resample: 'daily',
  features: [
    { name: 'rsi', params: { period: 14, column: 'close' }, version: 1 },
    { name: 'ema', params: { window: 8 }, version: 1 },
  ],
  label: { kind: 'forward', unit: 'sessions', horizon: 5 },
  hours: [13, 14],
  imputation: { forwardFillBars: 1, missingFlags: false },
  scaling: 'none',
  timeZone: 'America/New_York',
  calendarVersion: 'new-york-1',
}

const [rsi, ema] = ingredients.features

describe('matrixSha', () => {
  it.each<[string, Partial<MatrixIngredients>]>([
    ['sources', { sources: ['csv'] }],
    ['bars', { barsSha: 'ac'.repeat(32) }],
    ['universe', { universe: ['SPX', 'SPY'] }],
    ['start', { window: { start: '2001-01-02', end: null } }],
    ['end', { window: { start: '2001-01-01', end: '2020-01-01' } }],
    ['resample', { resample: 'hourly' }],
    ['a parameter', { features: [{ ...rsi, params: { period: 15, column: 'close' } }, ema] }],
    ['a version', { features: [{ ...rsi, version: 2 }, ema] }],
    ['order of columns', { features: [ema, rsi] }],
    ['fewer features', { features: [rsi] }],
    ['flow', { flow: { distanceMax: 7, columns: ['pc_ratio'] } }],
    ['contracts', { contracts: { deltaTarget: 0.35, deltaTolerance: 0.05 } }],
    ['label', { label: { kind: 'forward', unit: 'bars', horizon: 5 } }],
    ['horizon', { label: { kind: 'forward', unit: 'sessions', horizon: 6 } }],
    ['hours', { hours: [13] }],
    ['no hours', { hours: null }],
    ['imputation', { imputation: { forwardFillBars: 1, missingFlags: true } }],
    ['time zone', { timeZone: 'UTC' }],
    ['calendar', { calendarVersion: 'new-york-2' }],
  ])('changes with the %s', (_, change) => {
    expect(matrixSha({ ...ingredients, ...change })).not.toBe(matrixSha(ingredients))
  })

  it('does not depend on the order of keys, sources, universe or hours', () => {
    const reversed = Object.fromEntries(Object.entries(ingredients).reverse())
    const features = [{ version: 1, params: { column: 'close', period: 14 }, name: 'rsi' }, ema]
    const same = { ...ingredients, ...reversed, features, hours: [14, 13, 13] }
    expect(matrixSha(same)).toBe(matrixSha(ingredients))
    expect(matrixSha({ ...ingredients, universe: ['B', 'A'] })).toBe(
      matrixSha({ ...ingredients, universe: ['A', 'B'] }),
    )
  })

  it('changes with the distance and the order of flow columns, and with the pick of contracts', () => {
    const shaOf = (flow: MatrixIngredients['flow'], deltaTarget: number) =>
      matrixSha({ ...ingredients, flow, contracts: { deltaTarget, deltaTolerance: 0.05 } })
    const columns = ['pc_ratio', 'imbalance']
    const shas = [
      shaOf({ distanceMax: 7, columns }, 0.35),
      shaOf({ distanceMax: 6, columns }, 0.35),
      shaOf({ distanceMax: 7, columns: [...columns].reverse() }, 0.35),
      shaOf({ distanceMax: 7, columns }, 0.3),
    ]
    expect(new Set(shas).size).toBe(shas.length)
    expect(matrixSha({ ...ingredients, flow: null, contracts: null })).toBe(matrixSha(ingredients))
  })

  it('stays what it was: a change of form would lose every cached matrix', () => {
    expect(matrixSha(ingredients)).toMatchInlineSnapshot(
      `"ad84613bf5b3c5ca301bacb2708529d035ac456ba654fd8790820e158a0f9b29"`,
    )
  })
})
