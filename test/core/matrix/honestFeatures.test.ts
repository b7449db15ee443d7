import { describe, expect, it } from 'vitest'
import { indicators } from '../../../src/core/indicators/index.ts'
import { buildMatrix, leakageScan } from '../../../src/core/matrix/index.ts'
import { sampleBars } from './sampleBars.ts'

/** Every indicator that price bars suffice for, with its default parameters. */
const honest = [...indicators.values()]
  .filter(({ reads }) => reads === undefined)
  .map(({ name }) => ({ name }))

describe('leakageScan of honest features on the bundled bars', () => {
  it.each([1, 5, 20, 63])('is green at a horizon of %i sessions', (horizon) => {
    const built = buildMatrix({
      bars: sampleBars,
      indicators: honest,
      label: { kind: 'forward', unit: 'sessions', horizon },
    })
    expect(built.matrix.features.length).toBeGreaterThanOrEqual(30)
    const { verdict, findings } = leakageScan({
      matrix: built.matrix,
      horizon,
      origin: { ...built, indicators: honest },
    })
    expect(findings).toEqual([])
    expect(verdict).toBe('green')
  })
})
