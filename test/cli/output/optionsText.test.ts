import { expect, it } from 'vitest'
import { optionLines } from '../../../src/cli/output/optionsText.ts'
import { someRun } from './someRun.ts'

it('says how many options were filled, why others were not, and how they were left', () => {
  const options = {
    wanted: 1500,
    filled: 1200,
    unfilled: { no_contract: 250, oi_below_min: 50 },
    exits: { quote: 1000, expiry: 199, last_bid: 0, open_at_end: 1 },
    median_spread_pct: 0.08,
    oi_min_observed: 300,
    volume_min_observed: null,
  }
  expect(optionLines({ ...someRun, options }, 200).split('\n')).toEqual([
    'options: 1,200 of 1,500 filled (not filled: no_contract 250, oi_below_min 50), median spread 8.0 %',
    'of these 1,000 sold at a quote, 199 expired, 1 open at the end',
    'returns are those of the premium, times the share of equity that paid it',
  ])
  expect(optionLines(someRun, 80)).toBe('')
})
