import { expect, it } from 'vitest'
import { bracketWords, exitLines } from '../../../src/cli/output/bracketsText.ts'
import { someRun } from './someRun.ts'

it('says how trades left, with gaps, and which bars left open what came first', () => {
  const exits = { open_at_end: 1, horizon: 0, session_end: 0, time: 4, stop: 1200, target: 2 }
  const brackets = { exits, gaps: { stop: 3, target: 0 }, ambiguous_trades: 2, ambiguous_bars: 1 }
  expect(exitLines({ ...someRun, brackets }, 200)).toBe(
    [
      'exits: 1,200 at the stop (3 by a gap, at the open), 2 at the target, 4 when their time was over, 1 open at the end',
      '1 bar touched both stop and target of 2 trades: the stop was assumed first',
    ].join('\n'),
  )
  expect(exitLines(someRun, 80)).toBe('')
})

it('names the brackets of a config', () => {
  const config = { kind: 'thr' as const, value: '0.5' }
  const brackets = { atr_period: 14, atr_mult_stop: 1.5, atr_mult_target: 3, time_stop_minutes: 7800 }
  expect(bracketWords({ ...config, brackets })).toBe('stop 1.5 and target 3 ATR, 7,800 minutes at most')
  expect(bracketWords({ ...config, brackets: { ...brackets, time_stop_minutes: 0 } })).toBe(
    'stop 1.5 and target 3 ATR',
  )
  expect(bracketWords(config)).toBe('')
})
