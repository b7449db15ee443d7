import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Booster,
  fromXgboostJson,
  predictContributions,
  predictMargin,
  predictProbability,
  toXgboostJson,
  trainBooster,
} from '../../../src/core/boosting/index.ts'
import { SigmaError } from '../../../src/core/errors.ts'
import { anyBooster } from './anyBooster.ts'
import { plainParams, randomSample } from './data.ts'

const namesOf = ({ features }: Booster): string[] => Array.from({ length: features }, (_, i) => `f${i}`)

describe('a model file', () => {
  it('gives back the model that was written, whatever it is', () => {
    const attributes = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 })
    fc.assert(
      fc.property(anyBooster({ features: 5, depth: 4, rounds: 3 }), attributes, (booster, kept) => {
        const named = { featureNames: namesOf(booster), attributes: { ...kept } }
        const text = toXgboostJson(booster, named)
        expect(fromXgboostJson(text)).toEqual({ booster, ...named, warnings: [] })
        expect(toXgboostJson(fromXgboostJson(text).booster, named)).toBe(text)
      }),
    )
  })
})

describe('a damaged model file', () => {
  const models = (['binary', 'softmax', 'squared'] as const).map((objective, seed) => {
    const { columns, labels } = randomSample(seed, 80, 3, objective === 'binary' ? 2 : 3, 0.1)
    const params = { ...plainParams, objective, classes: 3, rounds: 2, depth: 2 }
    const booster = trainBooster(columns, labels, params)
    return toXgboostJson(booster, { featureNames: ['a', 'b', 'c'], attributes: { best_iteration: '1' } })
  })

  it('is refused, or predicts finite numbers: any value replaced, left out or added', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, true, '', 'NaN', '1e400', [], {}, -1, 0, 1, 2 ** 31, 1e39, -3.4e38, 0.5),
      fc.constantFrom(
        'gbtree',
        'dart',
        'binary:logistic',
        'multi:softprob',
        '3',
        '100000000000',
        '[1e0,2e0]',
      ),
      fc.integer(),
      fc.double(),
      fc.array(fc.integer({ min: -2, max: 5 }), { maxLength: 8 }),
    )
    const change = fc.record({
      way: fc.nat(1_000_000),
      kind: fc.constantFrom('replace', 'remove', 'repeat', 'infinite'),
      value: odd,
    })
    fc.assert(
      fc.property(fc.nat(2), fc.array(change, { minLength: 1, maxLength: 3 }), (which, changes) => {
        const file: unknown = JSON.parse(models[which])
        for (const one of changes) damage(file, one)
        // A number that JSON allows and doubles don't hold: it reads as infinity.
        expectRefusedOrFinite(JSON.stringify(file).replaceAll('"infinite"', '1e999'))
      }),
      { numRuns: 2000 },
    )
  })

  it('is refused, or predicts finite numbers: any text cut off or changed', () => {
    const cut = fc.record({ at: fc.nat(1_000_000), length: fc.nat(30), by: fc.string({ maxLength: 4 }) })
    fc.assert(
      fc.property(fc.nat(2), cut, fc.boolean(), (which, { at, length, by }, toEnd) => {
        const text = models[which]
        const start = at % text.length
        expectRefusedOrFinite(text.slice(0, start) + by + (toEnd ? '' : text.slice(start + length)))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a file that is no model of XGBoost', () => {
  it.each([
    ['', /it is empty/],
    ['  \n', /it is empty/],
    ['{"learner":{"attributes":{', /the text breaks off before its end/],
    ['{"learner":1}}', /the text is not JSON/],
    ['tree\nversion=v4\nnum_class=1\n', /it is a LightGBM model/],
    ['{"name":"tree","version":"v4","tree_info":[],"max_feature_idx":3}', /it is LightGBM's JSON dump/],
    ['CBM1\u0000\u0000', /it is a CatBoost model/],
    ['{"oblivious_trees":[],"model_info":{}}', /it is a CatBoost model/],
    ['[{"nodeid":0,"leaf":0.5}]', /it is XGBoost's JSON dump/],
    ['PK\u0003\u0004', /it is a ZIP archive/],
    ['\u001f\ufffd\u0008', /it is compressed with gzip/],
    ['f0,f1,y\n1,2,0\n', /the text is not JSON/],
    ['null', /"learner.objective.name" is missing/],
  ])('is refused with its reason: %j', (text, message) => {
    expect(() => fromXgboostJson(text)).toThrow(message)
    expect(() => fromXgboostJson(text)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })
})

/** Any failure but a SigmaError is a bug; so is a number that is not finite. */
function expectRefusedOrFinite(text: string): void {
  const model = attempt(() => fromXgboostJson(text))
  if (!model) return
  const { booster } = model
  expect(booster.features).toBeLessThan(1000)
  const cells = [Number.NaN, 0, 3e38, -1]
  const columns = Array.from({ length: booster.features }, (_, i) =>
    Float64Array.from(cells, (_cell, row) => cells[(row + i) % cells.length]),
  )
  for (const numbers of [
    predictMargin(booster, columns),
    predictProbability(booster, columns),
    attempt(() => predictContributions(booster, columns)) ?? [],
  ]) {
    expect(Array.from(numbers).every(Number.isFinite), text).toBe(true)
  }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof SigmaError) return undefined
    throw error
  }
}

/** Changes one value somewhere below, found by walking down by the digits of `way`. */
function damage(
  value: unknown,
  { way, kind, value: odd }: { way: number; kind: string; value: unknown },
): void {
  let parent: unknown = value
  let rest = way
  while (typeof parent === 'object' && parent !== null) {
    const keys = Object.keys(parent)
    if (keys.length === 0) return
    const key = keys[rest % keys.length]
    rest = Math.floor(rest / keys.length) + 1
    const child: unknown = Reflect.get(parent, key)
    if (typeof child === 'object' && child !== null && rest % 7 !== 0) {
      parent = child
      continue
    }
    if (kind === 'remove') Reflect.deleteProperty(parent, key)
    else if (kind === 'repeat' && Array.isArray(parent)) parent.push(child)
    else Reflect.set(parent, key, kind === 'infinite' ? 'infinite' : odd)
    return
  }
}
