import { describe, expect, it } from 'vitest'
import { buildMatrix, type Dataset } from '../../src/core/matrix/index.ts'
import { contractFields, type PickedContracts } from '../../src/core/options/contractPick.ts'
import { runSteps } from '../../src/core/steps.ts'
import { contractColumnNames } from '../../src/data/contractColumns.ts'
import { readMatrixCsv } from '../../src/data/matrixCsv.ts'
import { matrixColumnNames, readDataset, writeDataset, writeMatrixCsv } from '../../src/data/matrixFile.ts'
import { someBars } from '../core/bars/someBars.ts'

const rows = 60

function side(start: number): PickedContracts {
  const column = (at: number) =>
    Float64Array.from({ length: rows }, (_, row) => (row % 7 === 3 ? Number.NaN : start + at + row / 3))
  const [strike, bid, ask, mid, spread, spreadPct, open, volume, delta, iv] = contractFields.map((_, i) =>
    column(i),
  )
  return { strike, bid, ask, mid, spread, spread_pct: spreadPct, open_interest: open, volume, delta, iv }
}

function withContracts(): Dataset {
  const { matrix, bars, barOfRow, horizon, returnBasis, periodsPerYear } = buildMatrix({
    bars: someBars({ sessions: 10, perSession: 6 }),
    indicators: [{ name: 'hour_of_day' }],
    label: { kind: 'forward', unit: 'bars', horizon: 1 },
  })
  const contracts = { call: side(100), put: side(-100) }
  return { matrix: { ...matrix, contracts }, bars, barOfRow, horizon, returnBasis, periodsPerYear }
}

describe('the contracts of a matrix', () => {
  it('are stored beside its features, and read back', async () => {
    const dataset = withContracts()
    expect(await readDataset(writeDataset(dataset))).toEqual(dataset)
  })

  it('stand in the file under their side and name, and do not become features of a CSV', () => {
    const dataset = withContracts()
    const text = new TextDecoder().decode(writeMatrixCsv(dataset))
    const names = matrixColumnNames(['hour_of_day'], { hours: true, event: false, contracts: true })
    expect(text.split('\n')[0]).toBe(names.join(','))
    expect(names.slice(10, 12)).toEqual(['call_strike', 'call_bid'])
    expect(names.slice(-4)).toEqual(['put_delta', 'put_iv', 'ret_fwd', 'label_end'])
    const back = runSteps(readMatrixCsv(new TextEncoder().encode(text), { ticker: 'TEST' }))
    expect(back.dataset.matrix).toEqual(dataset.matrix)
    expect(back.warnings.join()).not.toContain('call_')
  })

  it('take their names from features, and leave a foreign file that has a few of them alone', () => {
    const dataset = withContracts()
    const features = [{ name: 'call_iv', values: new Float64Array(rows).fill(7) }]
    const { contracts: _, ...plain } = dataset.matrix
    const text = new TextDecoder().decode(writeMatrixCsv({ ...dataset, matrix: { ...plain, features } }))
    expect(text.split('\n')[0]).toContain('feature:call_iv')
    const foreign = runSteps(
      readMatrixCsv(new TextEncoder().encode('date,call_iv,ret_fwd\n2020-01-02,1,0.1\n2020-01-03,2,0\n')),
    )
    expect(foreign.dataset.matrix.features.map(({ name }) => name)).toEqual(['call_iv'])
    expect(contractColumnNames).toHaveLength(20)
  })
})
