import { describe, expect, it } from 'vitest'
import { overFile, withSearch } from '../../src/cli/sweepFile.ts'
import { readSweepFile } from '../../src/packs/sweepFile.ts'

const read = (text: string) => readSweepFile('sweep.yaml', text)
const given = (value: object): object => JSON.parse(JSON.stringify(value))

describe('a sweep.yaml', () => {
  it('names every axis, and becomes a request', () => {
    const request = read(`
model_id: m
tag: grid
seed: 7
embargo: 0.01
axes:
  thresholds: ["0.55,0.50", [0.6]]
  top_pct: [0.1]
  hours: [all, "13,14", [10]]
  momentum: [true, false]
  splits: [3, 5]
  calibration: [none, isotonic]
  hyperparams: { depth: [2, 3], rate: [0.05, 0.1], rounds: 200 }
  features: [all, [rsi_14, macd]]
`)
    expect(given(request)).toEqual({
      model_id: 'm',
      tag: 'grid',
      seed: 7,
      sweep: {
        embargo: 0.01,
        thresholds_variants: [[0.5, 0.55], [0.6]],
        top_pct_variants: [0.1],
        hours_variants: ['', '13,14', '10'],
        momentum_gate_variants: [true, false],
        splits_variants: [3, 5],
        calibration_variants: ['none', 'isotonic'],
        hyperparams_variants: [
          { depth: 2, rate: 0.05, rounds: 200 },
          { depth: 2, rate: 0.1, rounds: 200 },
          { depth: 3, rate: 0.05, rounds: 200 },
          { depth: 3, rate: 0.1, rounds: 200 },
        ],
        feature_set_variants: [[], ['rsi_14', 'macd']],
      },
    })
  })

  it('says what a search draws from', () => {
    const request = read(
      'axes: { hyperparams: { rate: { min: 0.01, max: 0.3, log: true }, depth: [2, 3] } }\nsearch: { kind: halving, budget: 40 }',
    )
    expect(given(request)).toEqual({
      sweep: {
        hyperparams_variants: [{ depth: 2 }, { depth: 3 }],
        hyperparams_ranges: { rate: { min: 0.01, max: 0.3, log: true } },
        search: { kind: 'halving', budget: 40 },
      },
    })
  })

  it('may have the form of the earlier Makefile', () => {
    const request = read(`
model_id: m
pack_id: zerosigma
ticker: SPY
build: { start: 2023-01-01, end: 2023-12-31 }
train: { calibration: [sigmoid, isotonic], allowed_hours: [13, 14, 15] }
backtest:
  thresholds: [[.55, .60, .65], [.60, .65, .70]]
  splits: [3, 5]
  allowed_hours: ["13,14,15"]
notes: from before
`)
    expect(given(request)).toEqual({
      model_id: 'm',
      pack_id: 'zerosigma',
      ticker: 'SPY',
      start: '2023-01-01',
      end: '2023-12-31',
      sweep: {
        thresholds_variants: [
          [0.55, 0.6, 0.65],
          [0.6, 0.65, 0.7],
        ],
        hours_variants: ['13,14,15'],
        splits_variants: [3, 5],
        calibration_variants: ['sigmoid', 'isotonic'],
      },
    })
  })

  it.each([
    ['axes:\n  splits: [3, 500]', 'sweep.yaml:2: axes.splits.1: expected a whole number from 1 to 100'],
    ['axes:\n  split: [3]', 'sweep.yaml:2: axes.split: unknown field'],
    ['axes:\n  top_pct: 0.1', 'sweep.yaml:2: axes.top_pct: expected a list'],
    ['axes:\n  calibration:\n    - none\n    - platt', 'sweep.yaml:4: axes.calibration.1: '],
    ['axes:\n  thresholds: [[1.5]]', 'sweep.yaml:2: axes.thresholds.0: expected probabilities'],
    ['axes:\n  hyperparams: { depth: 50 }', 'sweep.yaml:2: axes.hyperparams.depth'],
    ['axes: { splits: [3] }\nbacktest: { splits: [3] }', 'sweep.yaml:2: backtest: cannot stand beside axes'],
    [
      'model_id: m\nbuild:\n  distance_max: [5, 7]',
      'sweep.yaml:3: build.distance_max: a sweep is of one matrix',
    ],
    [
      'train: { allowed_hours: [13] }\nbacktest: { allowed_hours: ["14"] }',
      'sweep.yaml:2: backtest.allowed_hours: differs from train.allowed_hours',
    ],
    [
      `axes:\n  hyperparams: { depth: [${Array.from({ length: 20 }, (_, one) => one + 1)}], max_bins: [${Array.from({ length: 30 }, (_, one) => one + 2)}] }`,
      'sweep.yaml:2: axes.hyperparams: 600 combinations, expected at most 500',
    ],
    ['axes: [', 'sweep.yaml:'],
    [
      'axes:\n  hyperparams:\n    rate: { min: 0.1, max: 0.3 }',
      'sweep.yaml:3: axes.hyperparams.rate: a range',
    ],
    ['search: { kind: grid, budget: 4 }', 'sweep.yaml:1: search.kind'],
  ])('names file, line and field: %s', (text, message) => {
    expect(() => read(text)).toThrow(message)
  })
})

describe('options beside a sweep.yaml', () => {
  const file = given(
    read(
      'tag: file\naxes: { splits: [3, 5], calibration: [none, sigmoid], hyperparams: { depth: [2, 3], rounds: 9 } }',
    ),
  )

  it('win, one value over a list too', () => {
    const typed = {
      model_id: 'm',
      tag: 'typed',
      calibration: 'isotonic' as const,
      hyperparams: { rounds: 4 },
      sweep: { splits: 2 },
    }
    expect(given(overFile(typed, file))).toEqual({
      ...typed,
      sweep: { splits: 2, hyperparams_variants: [{ depth: 2 }, { depth: 3 }] },
    })
  })

  it('say the rest of a search, and all of it where there is none', () => {
    const search = { kind: 'random' as const, budget: 9 }
    expect(withSearch({ sweep: { search: { ...search, seed: 3 } } }, { budget: 4 })).toEqual({
      sweep: { search: { ...search, budget: 4, seed: 3 } },
    })
    expect(withSearch({ sweep: {} }, search)).toEqual({ sweep: { search } })
    expect(() => withSearch({}, { budget: 4 })).toThrow('--search: is missing')
    expect(() => withSearch({}, { kind: 'random' })).toThrow('--budget: is missing')
  })

  it('leave what they do not name', () => {
    expect(given(overFile({ model_id: 'm', sweep: {} }, file))).toEqual({ model_id: 'm', ...file })
  })
})
