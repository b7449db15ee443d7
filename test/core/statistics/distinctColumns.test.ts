import fc from 'fast-check'
import { expect, it } from 'vitest'
import { distinctColumns } from '../../../src/core/statistics/distinctColumns.ts'
import { runSteps } from '../../../src/core/steps.ts'

it('has each column once, in the order in which it first comes, with how many there are', () => {
  const value = fc.constantFrom(0, 0.5, -0.25)
  fc.assert(
    fc.property(fc.array(fc.array(value, { maxLength: 3 }), { maxLength: 12 }), (rows) => {
      const counts = new Map<string, number>()
      for (const row of rows) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1)
      const got = runSteps(distinctColumns(rows.map((row) => Float64Array.from(row))))
      expect(got.columns.map((column) => column.join())).toEqual([...counts.keys()])
      expect(got.counts).toEqual([...counts.values()])
    }),
  )
})

it('tells columns apart whose sums are alike', () => {
  const columns = [Float64Array.of(0, 1, 0), Float64Array.of(2, 0, 0), Float64Array.of(0, 1, 0)]
  expect(runSteps(distinctColumns(columns))).toEqual({ columns: columns.slice(0, 2), counts: [2, 1] })
})
