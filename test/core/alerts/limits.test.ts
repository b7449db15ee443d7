import { describe, expect, it } from 'vitest'
import { limitSignals } from '../../../src/core/alerts/limits.ts'

const minute = 60_000
const signal = (ticker: string, minutes: number, score = 0.6) => ({ ticker, ts: minutes * minute, score })
const named = ({ ticker, ts }: { ticker: string; ts: number }) => `${ticker}@${ts / minute}`
const free = { cooldownMinutes: null, tradesPerDay: null }

describe('limits of a policy', () => {
  it('let all through where there are none, by time, score and ticker', () => {
    const signals = [signal('B', 60), signal('A', 60), signal('C', 60, 0.9), signal('A', 0)]
    const { raised, heldBack } = limitSignals(signals, [], free)
    expect(raised.map(named)).toEqual(['A@0', 'C@60', 'A@60', 'B@60'])
    expect(heldBack).toEqual([])
  })

  it('hold back what follows too soon in the same ticker, counted from what was raised', () => {
    const signals = [signal('A', 0), signal('A', 40), signal('A', 60), signal('B', 40)]
    const { raised, heldBack } = limitSignals(signals, [], { ...free, cooldownMinutes: 60 })
    expect(raised.map(named)).toEqual(['A@0', 'B@40', 'A@60'])
    expect(heldBack.map(({ signal: held, reason }) => [named(held), reason])).toEqual([['A@40', 'cooldown']])
  })

  it('hold back what exceeds the trades of a day, the lowest scores of a time first', () => {
    const signals = [signal('A', 0, 0.6), signal('B', 0, 0.8), signal('C', 0, 0.7), signal('D', 60, 0.99)]
    const { raised, heldBack } = limitSignals(signals, [], { ...free, tradesPerDay: 2 })
    expect(raised.map(named)).toEqual(['B@0', 'C@0'])
    expect(heldBack.map(({ signal: held, reason }) => [named(held), reason])).toEqual([
      ['A@0', 'max_trades_per_day'],
      ['D@60', 'max_trades_per_day'],
    ])
  })

  it('count what was raised before, which stays raised', () => {
    const limits = { cooldownMinutes: 30, tradesPerDay: 2 }
    const first = limitSignals([signal('A', 0)], [], limits)
    const all = [signal('A', 0), signal('A', 20), signal('B', 20), signal('C', 20)]
    const again = limitSignals(all, first.raised, limits)
    expect(again.raised.map(named)).toEqual(['A@0', 'B@20'])
    // A day is the same whether it is looked at once or bar by bar.
    expect(again).toEqual(limitSignals(all, [], limits))
  })

  it('hold back everything at no trades a day', () => {
    expect(limitSignals([signal('A', 0)], [], { ...free, tradesPerDay: 0 }).raised).toEqual([])
  })
})
