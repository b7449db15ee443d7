import { describe, expect, it } from 'vitest'
import { fitRates, reckonSweep, type SweepLoad, type SweepRates } from '../../src/services/sweepReckoning.ts'

const rates: SweepRates = {
  msPerBinning: 1e-6,
  msPerRound: 2e-6,
  msPerScored: 1e-3,
  msPerCompared: 10,
  comparisonMs: 100,
}

const key = { variants: 4, binning: 1e9, rounds: 5e9, scored: 2_000 }

const load: SweepLoad = {
  keys: [key],
  sessions: 500,
  extraEvaluations: 100,
  earlierTrials: 0,
  loadMs: 300,
  fitBytes: 2e8,
}

describe('the reckoning of a sweep', () => {
  it('adds up reading, fits, evaluations, saving, the comparison of all variants and the closer look at the best', () => {
    const fits = 1_000 + 10_000
    const variants = 4 * (2_000 * 1e-3 + 5)
    const comparison = 100 + 4 * 10
    const closerLook = 100 * 2
    expect(reckonSweep(load, rates).seconds).toBeCloseTo(
      (300 + fits + variants + comparison + closerLook) / 1_000,
      9,
    )
    expect(reckonSweep(load, rates)).toMatchObject({
      memoryBytes: 2e8 + 4 * (8_000 + 500 * 36),
      diskBytes: 4 * (14_000 + 500 * 12),
    })
  })

  it.each([
    ['more rounds', { keys: [{ ...key, rounds: 6e9 }] }],
    ['more to bin', { keys: [{ ...key, binning: 2e9 }] }],
    ['more rows to score', { keys: [{ ...key, scored: 3_000 }] }],
    ['more variants', { keys: [{ ...key, variants: 5 }] }],
    ['another combination of fit settings', { keys: [key, key] }],
    ['more trials in the ledger', { earlierTrials: 1_000 }],
  ])('takes longer with %s', (_, change) => {
    expect(reckonSweep({ ...load, ...change }, rates).seconds).toBeGreaterThan(
      reckonSweep(load, rates).seconds,
    )
  })

  it('takes more memory and disk with more variants, and with more sessions', () => {
    const base = reckonSweep(load, rates)
    for (const change of [{ keys: [{ ...key, variants: 5 }] }, { sessions: 501 }]) {
      const more = reckonSweep({ ...load, ...change }, rates)
      expect(more.memoryBytes).toBeGreaterThan(base.memoryBytes)
      expect(more.diskBytes).toBeGreaterThan(base.diskBytes)
    }
  })
})

describe('the rates of a probe', () => {
  const few = { binning: 1_000, rounds: 500, ms: 20 }

  it('tell binning from rounds by two fits', () => {
    const found = fitRates(few, { binning: 1_000, rounds: 2_000, ms: 35 })
    expect(found.msPerRound).toBeCloseTo(0.01, 12)
    expect(found.msPerBinning).toBeCloseTo(0.015, 12)
  })

  it.each([
    ['more rounds took no longer', 15],
    ['all of the time went into rounds', 100],
  ])('are above 0 when %s by noise', (_, ms) => {
    const { msPerBinning, msPerRound } = fitRates(few, { binning: 1_000, rounds: 2_000, ms })
    expect(msPerBinning).toBeGreaterThan(0)
    expect(msPerRound).toBeGreaterThan(0)
  })
})
