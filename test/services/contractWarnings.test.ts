import { expect, it } from 'vitest'
import { contractFields, type PickedContracts } from '../../src/core/options/contractPick.ts'
import { contractWarnings } from '../../src/services/contractWarnings.ts'

/** Three rows: a contract within every limit, one with a wide spread and little interest, and none. */
function picked(): PickedContracts {
  const columns = contractFields.map((field) => [field, new Float64Array(3).fill(Number.NaN)])
  const side: PickedContracts = Object.fromEntries(columns)
  side.strike.set([400, 401])
  side.spread_pct.set([0.05, 0.2])
  side.open_interest.set([900, 100])
  side.volume.set([500, 500])
  return side
}

it('tells how many rows would buy nothing, and why', () => {
  const contracts = { call: picked(), put: picked() }
  const budget = { spread_pct_max: 0.1, oi_min: 500, volume_min: 200 }
  expect(contractWarnings(contracts, budget)).toEqual([
    '2 of 3 rows would buy no call: spread_above_limit 1, oi_below_min 1, no_contract 1',
    '2 of 3 rows would buy no put: spread_above_limit 1, oi_below_min 1, no_contract 1',
  ])
})

it('has nothing to tell without contracts, nor where each row has one within the limits', () => {
  expect(contractWarnings(null, {})).toEqual([])
  const one = picked()
  const first = Object.fromEntries(contractFields.map((field) => [field, one[field].slice(0, 1)]))
  expect(
    contractWarnings({ call: { ...one, ...first }, put: { ...one, ...first } }, { oi_min: 500 }),
  ).toEqual([])
})
