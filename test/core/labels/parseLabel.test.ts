import { describe, expect, it } from 'vitest'
import { parseBand, parseLabel } from '../../../src/core/labels/index.ts'

const nextBar = { kind: 'forward', unit: 'bars', horizon: 1 }

describe('parseLabel', () => {
  it.each([
    [{ label: { type: 'next_bar_updown', horizon: 1 } }, nextBar],
    [{ labels: { kind: 'next_bar_updown', params: { k_sigma: 0.3 } } }, nextBar],
    [{ kind: 'next-bar' }, nextBar],
    ['next_bar', nextBar],
    [undefined, nextBar],
    [{ model_id: 'spx_eq_swing_daily', horizon: 'swing' }, nextBar],
    [
      { type: 'next_bar_updown', horizon: 3 },
      { kind: 'forward', unit: 'bars', horizon: 3 },
    ],
    [{ labels: { kind: 'fwd_ret_20d' } }, { kind: 'forward', unit: 'sessions', horizon: 20 }],
    [
      { kind: 'regression', target: 'fwd_ret_5d' },
      { kind: 'forward', unit: 'sessions', horizon: 5 },
    ],
    [
      { kind: 'fwd_ret', params: { days: 10 } },
      { kind: 'forward', unit: 'sessions', horizon: 10 },
    ],
    [
      { kind: 'forward', unit: 'bars', horizon: 4 },
      { kind: 'forward', unit: 'bars', horizon: 4 },
    ],
    [{ labels: { kind: 'regression', target: 'fwd_ret_close_to_open' } }, { kind: 'close_to_open' }],
    ['overnight_close_to_open', { kind: 'close_to_open' }],
    [{ labels: { kind: 'none' } }, { kind: 'none' }],
    [
      { kind: 'headfake', params: { window_end: '10:00', min_late_atr: 0.4 } },
      {
        kind: 'headfake_reversal',
        windowStart: '09:30',
        windowEnd: '10:00',
        minEarlyAtr: 0.5,
        minLateAtr: 0.4,
      },
    ],
    [
      { kind: 'pin_drift', params: { start: '15:00', pull: 0.2 } },
      { kind: 'pin_drift', driftStart: '15:00', minPullAtr: 0.2 },
    ],
  ])('reads %j', (input, spec) => {
    expect(parseLabel(input)).toEqual(spec)
  })

  it.each([
    [{ kind: 'next_bar_updwn' }, 'did you mean "next_bar_updown"?'],
    [{ kind: 'headfake_reversl' }, 'did you mean "headfake_reversal"?'],
    [
      { kind: 'next_bar_updown', params: { k_sgima: 1 } },
      'unknown parameter `k_sgima`; did you mean "k_sigma"?',
    ],
    [{ label: { type: 'none' }, labels: { kind: 'none' } }, 'give one of them'],
    [{ kind: 'forward', horizon: 0 }, '`horizon` is to be a whole number from 1, got 0'],
    [{ kind: 'next_bar_updown', horizon: '1' }, '`horizon` is to be a whole number from 1, got "1"'],
    [{ kind: 'fwd_ret_5d', horizon: 3 }, 'the name says 5 sessions'],
    [{ kind: 'fwd_ret_0d' }, 'whole number from 1'],
    [{ kind: 'regression' }, 'names its `target`'],
    [{ horizon: 5 }, '`kind` (or `type`) is missing'],
    [
      { kind: 'pin_drift', params: { start: '3 pm' } },
      '`start` is to be a New York time as HH:MM, got "3 pm"',
    ],
    [
      { kind: 'headfake', params: { open: '10:30', end: '10:30' } },
      '`window_end` 10:30 is to be after `window_start` 10:30',
    ],
    [{ kind: 'headfake', params: { min_late_atr: -1 } }, '`min_late_atr` is to be at least 0, got -1'],
    [[1], 'expected a map or a name'],
  ])('refuses %j with a reason', (input, message) => {
    expect(() => parseLabel(input)).toThrow(message)
  })
})

describe('parseBand', () => {
  it('reads the band from beside the kind or from its params, and is null without one', () => {
    expect(parseBand({ labels: { kind: 'next_bar_updown', params: { k_sigma: 0.3 } } })).toEqual({
      kind: 'k_sigma',
      k: 0.3,
    })
    expect(parseBand({ kind: 'next_bar_updown', fixed_bp: 10, k_sigma: 0.3 })).toEqual({
      kind: 'fixed_bp',
      bp: 10,
    })
    expect(parseBand({ kind: 'next_bar_updown', params: { k_sigma: 0.5, fixed_bp: null } })).toEqual({
      kind: 'k_sigma',
      k: 0.5,
    })
    expect(parseBand('fwd_ret_5d')).toBeNull()
    expect(() => parseBand({ kind: 'pin', k_sigma: 1 })).toThrow('pin_drift has classes of its own: 1 and 0')
    expect(() => parseBand({ kind: 'none', k_sigma: -1 })).toThrow('`k_sigma` is to be at least 0, got -1')
  })
})
