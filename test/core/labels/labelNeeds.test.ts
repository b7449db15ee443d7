import { describe, expect, it } from 'vitest'
import { labelNeeds, parseLabel } from '../../../src/core/labels/index.ts'

const headfake = parseLabel('headfake')
const pin = parseLabel('pin')

describe('labelNeeds', () => {
  it('asks for five-minute bars where the bars do not end at the time of the label', () => {
    // 10:30 lies within an hourly bar, and at the end of a 15-minute and a 5-minute one; 15:00 at the end of all.
    expect(labelNeeds(headfake, 'hourly')).toEqual({ fiveMinute: true })
    expect(labelNeeds(headfake, '15m')).toEqual({ fiveMinute: false })
    expect(labelNeeds(headfake, '5m')).toEqual({ fiveMinute: false })
    expect(labelNeeds(pin, 'hourly')).toEqual({ chain: { daysAhead: [0] }, fiveMinute: false })
  })

  it('asks for nothing for labels that are a return alone', () => {
    for (const name of ['next_bar', 'fwd_ret_5d', 'close_to_open', 'none'])
      expect(labelNeeds(parseLabel(name), 'daily')).toEqual({})
  })
})
