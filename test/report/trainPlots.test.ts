import { describe, expect, it } from 'vitest'
import {
  drawImportance,
  drawReliability,
  importanceBars,
  reliabilitySpec,
} from '../../src/report/trainPlots.ts'

const features = Array.from({ length: 50 }, (_, i) => ({
  feature: `f_${i}`,
  gain_share: (50 - i) / 1275,
  loss_increase: (25 - i) / 1000,
  loss_increase_spread: 0.002,
}))
const held = { basis: 'out_of_fold' as const, rows: 1200, repeats: 5 }
const bin = { mean_score: 0.3, observed: 0.4, lower: 0.3, upper: 0.5, rows: 100 }
const tables = (error: number) => ({
  by_count: { rows: 100, expected_calibration_error: error, bins: [bin] },
})

describe('the picture of importance', () => {
  it('has a bar for each of the first features, and says how many there are', () => {
    const { names, panels, notes } = importanceBars('model', features, held)
    expect(names).toHaveLength(40)
    expect(names[0]).toBe('f_0')
    expect(panels.map(({ values }) => values[1])).toEqual([0.024, expect.closeTo(3.8431, 4)])
    expect(panels[0].spreads?.[1]).toBe(0.002)
    expect(notes).toEqual([
      'shuffled 5 times among 1,200 rows scored out of fold; lines: a standard deviation',
      'the first 40 of 50',
    ])
  })

  it('shows the gain alone where no rows were held out', () => {
    const { panels, notes } = importanceBars('model', features.slice(0, 3), null)
    expect(panels.map(({ title }) => title)).toEqual(['share of the total gain, %'])
    expect(notes).toEqual(['no rows were held out, so only the gain of the splits is known'])
  })

  it('is drawn with names as they are, and nothing left out', async () => {
    const odd = { ...features[0], feature: 'ret.1d [%] <"&' }
    const svg = await drawImportance('model', [odd, features[1]], held)
    expect(svg).toMatch(/^<svg .*<\/svg>$/s)
    expect(svg).toContain('ret.1d [%] &lt;"&amp;')
    expect(svg).toContain('rise of the log loss when shuffled')
    expect(svg.match(/mark-rect/g)?.length).toBeGreaterThanOrEqual(2)
  })
})

describe('the picture of reliability', () => {
  it('has a panel for each class, with its errors', async () => {
    const classes = ['DOWN', 'UP'].map((name) => ({
      class: name,
      raw: tables(0.1),
      calibrated: tables(0.02),
    }))
    const svg = await drawReliability('model', classes, 'out_of_fold')
    for (const text of [
      'share that is DOWN',
      'share that is UP',
      'as scored: error 10.0 %, calibrated: error 2.0 %',
    ])
      expect(svg).toContain(text)
  })

  it('names calibrated scores only where there are some', async () => {
    const spec = reliabilitySpec(
      'model',
      [{ class: 'UP', raw: tables(0.1), calibrated: null }],
      'training',
      'file',
    )
    expect(JSON.stringify(spec)).not.toContain('"calibrated"')
    expect(JSON.stringify(spec)).toContain('on the training rows, which the model has seen')
  })
})
