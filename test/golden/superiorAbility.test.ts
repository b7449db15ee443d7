import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type Resamples,
  sharpeInterval,
  stationaryResamples,
} from '../../src/core/statistics/stationaryBootstrap.ts'
import { bootstrapVariance, superiorAbility } from '../../src/core/statistics/superiorAbility.ts'

// Made by superiorAbility.py, beside this file: an independent way from the papers to the same figures.

const figures = z.object({
  statistic: z.number(),
  lower: z.number(),
  consistent: z.number(),
  upper: z.number(),
  realityCheck: z.number(),
  omega_squared: z.array(z.number()),
  sharpe_interval: z.object({ low: z.number(), high: z.number() }),
})
const schema = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      mean_block: z.number(),
      columns: z.array(z.array(z.number())),
      resamples: z.array(z.array(z.tuple([z.number(), z.number()]))),
      same_rows: figures,
      many: figures.extend({ draws: z.number() }),
    }),
  ),
})
const file = new URL('../fixtures/superiorAbility.json', import.meta.url)
const { cases } = schema.parse(JSON.parse(readFileSync(file, 'utf8')))

const probabilities = ['lower', 'consistent', 'upper', 'realityCheck'] as const

/** The resamples of the reference, row for row. */
function sameRows({ columns, mean_block, resamples }: (typeof cases)[number]): Resamples {
  const blocks = resamples.flat()
  const offsets = [0]
  for (const one of resamples) offsets.push((offsets.at(-1) ?? 0) + one.length)
  return {
    rows: columns[0].length,
    restart: 1 / mean_block,
    start: Int32Array.from(blocks, ([start]) => start),
    length: Int32Array.from(blocks, ([, length]) => length),
    offsets: Int32Array.from(offsets),
  }
}

describe.each(cases)('superior ability and the stationary bootstrap: $name', (given) => {
  const columns = given.columns.map((column) => Float64Array.from(column))
  const { same_rows: same, many } = given

  it('are those of the reference on the same resamples', () => {
    const resamples = sameRows(given)
    const got = superiorAbility(columns, resamples)
    expect(got).toMatchObject({ variants: columns.length, rows: columns[0].length })
    expect(got?.statistic).toBeCloseTo(same.statistic, 10)
    for (const name of probabilities) expect(got?.[name], name).toBe(same[name])
    const interval = sharpeInterval(columns[0], resamples)
    expect(interval?.low).toBeCloseTo(same.sharpe_interval.low, 10)
    expect(interval?.high).toBeCloseTo(same.sharpe_interval.high, 10)
  })

  it('measure each variant in its own uncertainty, every lag counted', () => {
    const got = columns.map((column) => bootstrapVariance(column, 1 / given.mean_block))
    got.forEach((value, variant) => {
      expect(value / same.omega_squared[variant]).toBeCloseTo(1, 10)
    })
  })

  it('are those of many other resamples, within what the draws leave open', () => {
    const draws = 20_000
    const resamples = stationaryResamples(columns[0].length, 31, { draws, meanBlock: given.mean_block })
    const got = superiorAbility(columns, resamples)
    for (const name of probabilities) {
      const wanted = many[name]
      // Four standard errors of the difference of two shares, and one draw.
      const spread = Math.sqrt(wanted * (1 - wanted) * (1 / draws + 1 / many.draws))
      expect(Math.abs((got?.[name] ?? Number.NaN) - wanted), name).toBeLessThanOrEqual(
        4 * spread + 1 / many.draws,
      )
    }
    const interval = sharpeInterval(columns[0], resamples)
    // A quantile's standard error is that of its share over the density there: of a normal, 0.0584 / deviation.
    const { low, high } = many.sharpe_interval
    const share = Math.sqrt(0.025 * 0.975 * (1 / draws + 1 / many.draws))
    const tolerance = (4 * share * ((high - low) / 3.92)) / 0.0584
    expect(Math.abs((interval?.low ?? Number.NaN) - low)).toBeLessThanOrEqual(tolerance)
    expect(Math.abs((interval?.high ?? Number.NaN) - high)).toBeLessThanOrEqual(tolerance)
  })
})

it('the cases are not all decided: a probability lies between, and the three differ', () => {
  const between = cases.filter(({ many }) => many.consistent > 0.02 && many.consistent < 0.98)
  expect(between.length).toBeGreaterThanOrEqual(2)
  expect(cases.some(({ many }) => many.lower < many.consistent && many.consistent < many.upper)).toBe(true)
})
