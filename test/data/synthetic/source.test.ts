import { describe, expect, it } from 'vitest'
import { syntheticSource } from '../../../src/data/synthetic/source.ts'

const day = { ticker: 'SPY', cadence: 'daily', start: '2020-01-02', end: '2020-01-02' } as const

describe('syntheticSource', () => {
  it('names every option that changes numbers, whatever the window', async () => {
    const { sourceIds } = await syntheticSource().load(day)
    expect(sourceIds).toEqual(['synthetic:v1:seed=1,edge=0,volatility=0.16,drift=0'])
    const other = syntheticSource({ seed: 7, edge: 0.3, drift: 0.05 })
    expect((await other.load({ ...day, end: '2020-02-03' })).sourceIds).toEqual([
      'synthetic:v1:seed=7,edge=0.3,volatility=0.16,drift=0.05',
    ])
    expect(other.id).toBe('synthetic')
  })

  it('warns that the data are made up', async () => {
    expect((await syntheticSource({ seed: 7 }).load(day)).warnings).toEqual([
      'these data are synthetic, made from seed 7 with no edge planted: results say nothing about a market',
    ])
    expect((await syntheticSource({ edge: 0.3 }).load(day)).warnings[0]).toContain(
      'an edge of 0.3 planted in flow and volume',
    )
  })

  it.each([
    [
      { start: '2020-01-04', end: '2020-01-05' },
      'wanted 2020-01-04 to 2020-01-05, held 2000-01-03 to 2030-12-31',
    ],
    [{ start: '1999-01-01', end: '1999-12-31' }, 'wanted 1999-01-01 to 1999-12-31'],
    [{ start: '2031-01-02' }, 'wanted 2031-01-02 to 2030-12-31'],
  ])('has no session in %j', async (window, message) => {
    const loading = syntheticSource().load({ ticker: 'SPY', cadence: 'daily', ...window })
    await expect(loading).rejects.toMatchObject({
      code: 'UNPROCESSABLE',
      message: expect.stringContaining(message),
    })
  })

  it.each([
    [{ start: '2020-02-30' }, 'start: expected a date as YYYY-MM-DD'],
    [
      { start: '2020-02-03', end: '2020-02-01' },
      'start: expected a date not after the end 2020-02-01, got 2020-02-03',
    ],
    [{ ticker: 'I:VIX' }, 'ticker: expected the ticker of a share or fund, got "I:VIX"'],
    [{ ticker: ' ' }, 'ticker: expected'],
  ])('refuses %j', async (changed, message) => {
    const loading = syntheticSource().load({ ticker: 'SPY', cadence: 'daily', ...changed })
    await expect(loading).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringContaining(message),
    })
  })
})
