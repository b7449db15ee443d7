import { describe, expect, it } from 'vitest'
import { SigmaError } from '../../src/core/errors.ts'
import { resolveIndicator } from '../../src/core/indicators/index.ts'
import { type LabelSpec, parseLabel } from '../../src/core/labels/index.ts'
import { buildMatrix, leakageScan, previewMatrix } from '../../src/core/matrix/index.ts'
import { openPacks } from '../../src/packs/openPacks.ts'
import { sampleBars } from '../core/matrix/sampleBars.ts'

const packs = openPacks({ builtinDir: 'packs' })
type Indicators = { name: string; params?: Record<string, unknown> }[]

/** Whether all can be computed from price bars. */
function barsSuffice(indicators: Indicators): boolean {
  return indicators.every((spec) => {
    try {
      return resolveIndicator(spec).indicator.reads === undefined
    } catch (error) {
      if (error instanceof SigmaError && error.code === 'UNPROCESSABLE') return false
      throw error
    }
  })
}

/** Sets by pack, with the label that the pack gives a new model. */
async function setsOfPacks() {
  const found: { name: string; indicators: Indicators; label: LabelSpec }[] = []
  for (const { id } of await packs.list()) {
    const { defaults } = await packs.get(id)
    for (const { name } of await packs.indicatorSets(id)) {
      const { indicators } = await packs.indicatorSet(id, name)
      if (barsSuffice(indicators)) {
        found.push({ name: `${id}/${name}`, indicators, label: parseLabel(defaults.label) })
      }
    }
  }
  return found
}

const sets = await setsOfPacks()

describe('the indicator sets of the packs', () => {
  it('are twelve or more that price bars suffice for', () => {
    expect(sets.length).toBeGreaterThanOrEqual(12)
  })

  it.each(sets)('show no red on the bundled bars: $name', ({ indicators, label }) => {
    const built = buildMatrix({ bars: sampleBars, indicators, label })
    const { matrix, horizon } = built
    const { findings } = leakageScan({ matrix, horizon, origin: { ...built, indicators } })
    expect(findings.filter((one) => one.verdict === 'red')).toEqual([])
    expect(previewMatrix(matrix).qa).toMatchObject({
      monotonic_time: { ok: true },
      non_negative_vol: { ok: true },
      session_alignment: { ok: true },
      iv_sanity: { ok: true },
    })
  })
})
