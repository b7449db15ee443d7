import { describe, expect, it } from 'vitest'
import { flowColumnNames } from '../../src/core/options/flowColumns.ts'
import { openPacks } from '../../src/packs/openPacks.ts'
import { builtinDir, folderOfPacks, packYaml } from './temporaryWorkspace.ts'

const sameDay = 'spy_opt_0dte_hourly_own'
const stock = 'spy_eq_swing_daily_own'

async function model(features: string, modelId = sameDay) {
  const config = `labels: { kind: next_bar_updown }\n${features === '' ? '' : `features: ${features}\n`}`
  const dir = await folderOfPacks({
    'small/pack.yaml': packYaml('small'),
    [`small/model_configs/${modelId}.yaml`]: config,
  })
  return openPacks({ builtinDir, workspaceDir: dir }).model(modelId)
}

async function flowOf(features: string, modelId = sameDay) {
  return (await model(features, modelId)).config.features.flow
}

async function indicatorsOf(features: string, modelId = sameDay) {
  return (await model(features, modelId)).config.indicators.map(({ name }) => name)
}

const perDistance = (distanceMax: number, measures: string[]) =>
  flowColumnNames(distanceMax).filter((name) => measures.some((measure) => name.startsWith(`${measure}_d`)))

const totals = ['calls_sold_total', 'puts_sold_total', 'calls_premium_total', 'puts_premium_total']

describe('features as a mapping', () => {
  it('are the whole flow of same-day options where nothing is said, with the day of the week', async () => {
    const flow = await flowOf('')
    expect(flow?.distanceMax).toBe(7)
    expect(flow?.columns.slice(0, 60)).toEqual(
      perDistance(7, ['calls_sold', 'puts_sold', 'calls_premium', 'puts_premium']),
    )
    expect(flow?.columns.slice(60)).toEqual([
      'calls_sold_total',
      'puts_sold_total',
      'pc_ratio',
      'imbalance',
      'calls_premium_total',
      'puts_premium_total',
      'dealer_sold_premium_imbalance',
    ])
    expect(await indicatorsOf('')).toEqual(['day_of_week'])
    expect(await indicatorsOf('{ time: { day_of_week: false, hour_of_day: true } }')).toEqual(['hour_of_day'])
  })

  it.each([
    ['{ flow: { per_distance: false, ratios: false } }', totals],
    [
      '{ flow: { per_distance: false, totals: false } }',
      ['pc_ratio', 'imbalance', 'dealer_sold_premium_imbalance'],
    ],
    ['{ flow: { per_distance: false, totals: false, premiums: false } }', ['pc_ratio', 'imbalance']],
    [
      '{ flow: { per_distance: false, totals: false, ratios: false, atm: true } }',
      ['atm_calls', 'atm_puts', 'atm_pc_ratio', 'atm_imbalance'],
    ],
    [
      '{ flow: { totals: false, ratios: false, premiums: false, distance_max: 1 } }',
      perDistance(1, ['calls_sold', 'puts_sold']),
    ],
    [
      '{ flow: { per_distance: false, totals: false, ratios: false }, dealer: { mm_profit_dir_simple: true, divergence_score: true } }',
      ['mm_profit_dir_simple', 'divergence_score'],
    ],
    [
      '{ flow: { per_distance: false, totals: false, ratios: false }, oi: { include: true } }',
      ['distance_to_max_pain', 'oi_concentration'],
    ],
  ])('decide which flow columns exist: %s', async (features, columns) => {
    expect((await flowOf(features))?.columns).toEqual(columns)
    expect((await flowOf(features, stock))?.columns).toEqual(columns)
    expect((await model(features)).config.features.only).toBeNull()
  })

  it('have no flow where all of it is switched off, nor for stocks that do not ask for it', async () => {
    expect(await flowOf('{ flow: { per_distance: false, totals: false, ratios: false } }')).toBeNull()
    expect(await flowOf('', stock)).toBeNull()
    expect(await flowOf('{ time: { day_of_week: true } }', stock)).toBeNull()
    expect(await indicatorsOf('{ momentum: { include: true } }', stock)).toEqual(['momentum', 'momentum'])
    expect((await flowOf('{ oi: { include: true } }', stock))?.columns).toEqual([
      'distance_to_max_pain',
      'oi_concentration',
    ])
  })

  it('of past returns and volatility are indicators', async () => {
    const { config } = await model(
      '{ momentum: { include: true, hourly_horizons: [1, 3] }, volatility: { include: true } }',
      stock,
    )
    expect(config.indicators.map(({ name, params }) => [name, params.window])).toEqual([
      ['momentum', 1],
      ['momentum', 3],
      ['volatility', 3],
    ])
  })
})

describe('features as a list', () => {
  it('are exactly what it names: indicators, flow columns, and several by the beginning of their names', async () => {
    const { config } = await model(
      '[rsi__period=7, { name: ema, window: 9 }, puts_sold_total, pc_ratio, "calls_sold_d*"]',
    )
    expect(config.features.flow).toEqual({
      distanceMax: 7,
      columns: [...perDistance(7, ['calls_sold']), 'puts_sold_total', 'pc_ratio'],
    })
    expect(config.features.only).toEqual({
      indicators: [
        { name: 'rsi', params: { column: 'close', period: 7 } },
        { name: 'ema', params: { column: 'close', window: 9 } },
      ],
      flow: config.features.flow?.columns,
    })
    expect(config.indicators).toEqual(config.features.only?.indicators)
  })

  it('have no flow that they do not name', async () => {
    const { config } = await model('[sold_flow_ratio__window=5]')
    expect(config.features).toEqual({
      flow: null,
      only: {
        indicators: [{ name: 'sold_flow_ratio', params: { window: 5, distance_max: 7 } }],
        flow: [],
      },
    })
  })

  it('reach to the furthest distance they name', async () => {
    expect(await flowOf('[calls_sold_d-9, puts_sold_d0]')).toEqual({
      distanceMax: 9,
      columns: ['calls_sold_d-9', 'puts_sold_d0'],
    })
  })

  it.each([
    [
      '[rsi, pc_ration]',
      'features.1: there is no indicator or flow column "pc_ration"; did you mean "pc_ratio"?',
    ],
    ['[rsy__period=7]', 'features.0: there is no indicator or flow column "rsy"; did you mean "rsi"?'],
    ['["calls_sodl_d*"]', 'features.0: there is no indicator or flow column "calls_sodl_d*"; did you mean'],
    ['["*"]', 'features.0: there is no indicator or flow column "*"'],
    ['[calls_sold_d999]', 'features.0: there is no indicator or flow column "calls_sold_d999"'],
    [
      '[{ name: pc_ratio, window: 3 }]',
      'features.0: pc_ratio is a column of the flow, which takes no parameters',
    ],
    ['[imbalance, rsi__perod=7]', 'features.1: rsi.perod: unknown parameter of rsi'],
    ['{ flow: { distance_max: 201 } }', 'features.flow.distance_max: expected 1 to 200'],
    ['{ flow: { premium: true } }', 'features.flow.premium: unknown field; did you mean "premiums"?'],
  ])('that are wrong are told with the nearest known name: %s', async (features, said) => {
    await expect(model(features)).rejects.toThrowError(said)
  })
})

describe('the built-in models', () => {
  it('have flow where they trade same-day options by mapping, or ask for it', async () => {
    const flow: Record<string, number> = {}
    for (const { modelId } of await openPacks({ builtinDir }).models()) {
      const { config } = await openPacks({ builtinDir }).model(modelId)
      if (config.features.flow) flow[modelId] = config.features.flow.columns.length
    }
    expect(flow).toEqual({
      spy_opt_intraday_daily: 7,
      spy_opt_0dte_hourly_gamma: 67,
      spy_opt_0dte_hourly_headfake_1030: 67,
      spy_opt_0dte_hourly_opening: 67,
      spy_opt_0dte_hourly_pin_1500: 67,
    })
  })
})
