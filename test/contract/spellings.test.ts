import { describe, expect, it } from 'vitest'
import {
  hoursText,
  parseAssetType,
  parseHours,
  parseKind,
  parseOrderBy,
  parseRiskProfile,
  parseThresholds,
  parseTopPct,
  parseWindow,
  thresholdsText,
  thresholdWarnings,
  topPctText,
} from '../../src/contract/spellings.ts'

const refusal = (field: string, issue: string) =>
  expect.objectContaining({
    code: 'INVALID_PARAM',
    details: { field_errors: [{ field, issue: expect.stringContaining(issue) }] },
  })

describe('parseThresholds', () => {
  it.each([
    ['0.55,0.60,0.65', [0.55, 0.6, 0.65]],
    [' 0.6 , 0.55 ', [0.55, 0.6]],
    [
      [0.65, 0.55, 0.65],
      [0.55, 0.65],
    ],
    ['0.5', [0.5]],
    [0.5, [0.5]],
  ])('reads %j as %j', (value, thresholds) => {
    expect(parseThresholds(value)).toEqual(thresholds)
  })

  it.each([undefined, null, '', '  ', []])('takes %j for absent', (value) => {
    expect(parseThresholds(value)).toBeUndefined()
  })

  it.each([
    ['0.5,,0.6', 'expected numbers, got ""'],
    ['half', 'expected numbers, got "half"'],
    ['0.5;0.6', 'expected numbers'],
    [[1.2], 'between 0 and 1, got 1.2'],
    [[-0.1], 'between 0 and 1, got -0.1'],
    [[0, 0.5], 'between 0 and 1, got 0'],
    [[0.5, 1], 'between 0 and 1, got 1'],
    ['NaN', 'expected numbers'],
    ['Infinity', 'expected numbers'],
  ])('refuses %j, naming the field', (value, issue) => {
    expect(() => parseThresholds(value, 'sweep.thresholds')).toThrow(refusal('sweep.thresholds', issue))
  })
})

describe('thresholdWarnings', () => {
  it.each([
    ['0.6,0.5', ['thresholds: taken in rising order, each once: 0.50,0.60']],
    [[0.5, 0.5], ['thresholds: taken in rising order, each once: 0.50']],
    ['0.5,0.6', []],
    [undefined, []],
  ])('of %j are %j', (value, warnings) => {
    expect(thresholdWarnings(value)).toEqual(warnings)
  })
})

describe('parseHours', () => {
  it.each([
    ['13,14,15', [13, 14, 15]],
    [
      [15, 13, 13],
      [13, 15],
    ],
    ['', null],
    [[], null],
    [null, null],
    [undefined, undefined],
  ])('reads %j as %j', (value, hours) => {
    expect(parseHours(value)).toEqual(hours)
  })

  it.each(['24', '9.5', '-1', [13, 99]])('refuses %j', (value) => {
    expect(() => parseHours(value)).toThrow(refusal('allowed_hours', 'whole hours from 0 to 23'))
  })
})

describe('parseTopPct', () => {
  it.each([
    [0.1, 0.1],
    ['0.15', 0.15],
    [1, 1],
    ['', undefined],
    [null, undefined],
  ])('reads %j as %j', (value, share) => {
    expect(parseTopPct(value)).toBe(share)
  })

  it.each([0, 1.5, '-0.1', '0.1,0.2', 'ten'])('refuses %j', (value) => {
    expect(() => parseTopPct(value)).toThrow(refusal('top_pct', 'expected'))
  })
})

describe('names', () => {
  it.each(['Balanced', 'BALANCED', ' balanced '])('reads the risk profile %j in any case', (value) => {
    expect(parseRiskProfile(value)).toBe('balanced')
  })

  it('names the nearest of what it knows', () => {
    expect(() => parseRiskProfile('balancd')).toThrow(refusal('risk_profile', 'did you mean "balanced"?'))
  })

  it.each([
    ['sharpe_hourly', 'sharpe'],
    ['cum_ret', 'cum_return'],
    ['score', 'score'],
    ['', undefined],
  ])('orders by %j as %j', (value, order) => {
    expect(parseOrderBy(value)).toBe(order)
  })

  it('knows both spellings of a config kind, and those of an asset', () => {
    expect([parseKind('thresholds'), parseKind('thr'), parseKind('top_pct')]).toEqual([
      'thr',
      'thr',
      'top_pct',
    ])
    expect([parseAssetType('Stocks'), parseAssetType('option')]).toEqual(['eq', 'opt'])
  })
})

describe('parseWindow', () => {
  const window = { start: '2024-01-01', end: '2024-06-28' }

  it('reads either spelling, or both where they agree', () => {
    expect(parseWindow(window)).toEqual(window)
    expect(parseWindow({ date_window: window })).toEqual(window)
    expect(parseWindow({ date_window: window, ...window })).toEqual(window)
    expect(parseWindow({ start: '2024-01-01' })).toEqual({ start: '2024-01-01' })
    expect(parseWindow({ start: null, end: null })).toBeUndefined()
  })

  it('refuses two that differ, and one that ends before it starts', () => {
    expect(() => parseWindow({ date_window: window, start: '2023-01-01' })).toThrow(
      refusal('start', 'differs from date_window.start'),
    )
    expect(() => parseWindow({ start: '2024-02-01', end: '2024-01-01' })).toThrow(
      refusal('start', 'is after the end'),
    )
  })
})

describe('texts of answers', () => {
  it('write thresholds and shares with two decimals at least', () => {
    expect(thresholdsText([0.5, 0.525, 0.6])).toBe('0.50,0.525,0.60')
    expect(topPctText(0.1)).toBe('0.10')
  })

  it('can be read back', () => {
    expect(parseThresholds(thresholdsText([0.55, 0.6]))).toEqual([0.55, 0.6])
    expect(parseHours(hoursText([13, 14]))).toEqual([13, 14])
    expect(parseHours(hoursText(null))).toBeNull()
  })
})
