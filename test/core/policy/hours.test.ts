import { expect, it } from 'vitest'
import { hoursOfPolicy } from '../../../src/core/policy/hours.ts'

it.each([
  ['13,14, 15', [13, 14, 15]],
  [
    [14, '13', 14],
    [13, 14],
  ],
  ['', null],
  [[], null],
])('reads the hours %j of a policy', (value, hours) => {
  expect(hoursOfPolicy(value)).toEqual(hours)
})

it.each([[[null, 13]], [['', 13]], [[[]]], [[true]], ['24'], [13], [[1.5]]])(
  'takes %j for no hours: a blank is no midnight',
  (value) => {
    expect(hoursOfPolicy(value)).toBeUndefined()
  },
)
