import { describe, expect, it } from 'vitest'
import {
  fromXgboostJson,
  predictMargin,
  toXgboostJson,
  trainBooster,
} from '../../../src/core/boosting/index.ts'
import { plainParams, randomSample } from './data.ts'
import { readGolden } from './goldenData.ts'

const sample = randomSample(1, 120, 3, 2, 0.1)
const booster = trainBooster(sample.columns, sample.labels, { ...plainParams, rounds: 3 })
const names = { featureNames: ['a', 'b', 'c'], attributes: { 'sigma.note': 'ünïcode "quoted"\n' } }
const text = toXgboostJson(booster, names)

const model = ['gradient_booster', 'model']

/** The model file with another value under a path below `learner`. */
function changed(path: string[], value: unknown): string {
  const file = JSON.parse(text)
  let parent = file.learner
  for (const key of path.slice(0, -1)) parent = parent[key]
  parent[path[path.length - 1]] = value
  return JSON.stringify(file)
}

describe('toXgboostJson', () => {
  it('is read back as it was', () => {
    expect(fromXgboostJson(text)).toEqual({ booster, ...names, warnings: [] })
  })

  it.each(['softmax', 'squared'] as const)('is read back as it was for %s', (objective) => {
    const { columns, labels } = randomSample(2, 100, 3, 3, 0.2)
    const other = trainBooster(columns, labels, { ...plainParams, objective, classes: 3 })
    expect(fromXgboostJson(toXgboostJson(other, names)).booster).toEqual(other)
  })

  it('is the same text whatever the order of attributes', () => {
    const write = (attributes: Record<string, string>) => toXgboostJson(booster, { ...names, attributes })
    expect(write({ a: '1', b: '2' })).toBe(write({ b: '2', a: '1' }))
  })

  it('writes floats shortly and never as integers', () => {
    const tree = { ...booster.trees[0], threshold: booster.trees[0].threshold.slice() }
    tree.threshold.set([0.1, -0, 3, 1e-30, 1 / 3])
    const file = toXgboostJson({ ...booster, trees: [tree] }, names)
    expect(file).toContain('"split_conditions":[0.1,-0.0,3.0,1e-30,0.33333334')
  })

  it('writes each base score when classes start from different ones', () => {
    const { columns, labels } = randomSample(2, 50, 3, 3)
    const other = trainBooster(columns, labels, {
      ...plainParams,
      objective: 'softmax',
      classes: 3,
      rounds: 1,
    })
    other.baseScore = Float32Array.of(0.5, -0.25, 0)
    expect(fromXgboostJson(toXgboostJson(other, names)).booster.baseScore).toEqual(other.baseScore)
  })

  it('refuses names that XGBoost would', () => {
    const write =
      (...featureNames: string[]) =>
      () =>
        toXgboostJson(booster, { ...names, featureNames })
    expect(write('a')).toThrow(/one name for each of 3 features, got 1/)
    expect(write('a', 'b', 'a')).toThrow(/"a" stands there twice/)
    expect(write('a', 'b', 'c[1]')).toThrow(/"c\[1\]"/)
  })
})

describe('fromXgboostJson', () => {
  it('reads the base score of later versions, written as a list', () => {
    const listed = readGolden('quant_binary.model.json').replace(
      '"base_score":"5E-1"',
      '"base_score":"[2.5E-1]"',
    )
    const { booster: later } = fromXgboostJson(listed)
    const { booster: plain } = fromXgboostJson(readGolden('quant_binary.model.json'))
    const columns = Array.from({ length: 8 }, () => Float64Array.of(0.3))
    const shift = predictMargin(later, columns)[0] - predictMargin(plain, columns)[0]
    expect(shift).toBeCloseTo(Math.log(0.25 / 0.75), 5)
  })

  it('reads files without names, attributes and statistics of nodes', () => {
    const file = JSON.parse(text)
    delete file.learner.feature_names
    delete file.learner.attributes
    for (const tree of file.learner.gradient_booster.model.trees) {
      for (const key of ['loss_changes', 'sum_hessian', 'base_weights', 'split_type']) delete tree[key]
      tree.default_left = tree.default_left.map((left: number) => left === 1)
    }
    const bare = fromXgboostJson(JSON.stringify(file))
    expect(bare.featureNames).toEqual([])
    expect(bare.attributes).toEqual({})
    expect(predictMargin(bare.booster, sample.columns)).toEqual(predictMargin(booster, sample.columns))
  })

  it('drops nodes that pruning left behind', () => {
    const file = JSON.parse(text)
    const [tree] = file.learner.gradient_booster.model.trees
    for (const key of ['left_children', 'right_children']) tree[key].push(-1)
    const lists = [
      'split_indices',
      'split_conditions',
      'default_left',
      'loss_changes',
      'sum_hessian',
      'base_weights',
    ]
    for (const key of [...lists, 'split_type']) tree[key].push(0)
    tree.split_indices[tree.split_indices.length - 1] = 4294967295
    expect(fromXgboostJson(JSON.stringify(file)).booster).toEqual(booster)
  })

  it('says what a text lacks that is no model', () => {
    expect(() => fromXgboostJson('model')).toThrow(/not an XGBoost JSON model: the text is not JSON/)
    expect(() => fromXgboostJson('{}')).toThrow(/"learner.objective.name" is missing/)
    expect(() => fromXgboostJson('[1]')).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })

  it.each([
    ['an unknown objective', 'UNPROCESSABLE', /rank:pairwise/, ['objective', 'name'], 'rank:pairwise'],
    ['a linear booster', 'UNPROCESSABLE', /gblinear/, ['gradient_booster', 'name'], 'gblinear'],
    ['several targets', 'UNPROCESSABLE', /several targets/, ['learner_model_param', 'num_target'], '2'],
    ['categories', 'UNPROCESSABLE', /categories/, [...model, 'trees', '0', 'split_type', '0'], 1],
    ['a cycle', 'INVALID_PARAM', /has the child 0/, [...model, 'trees', '1', 'left_children', '1'], 0],
    ['a short list', 'INVALID_PARAM', /differ in length/, [...model, 'trees', '0', 'split_conditions'], [1]],
    [
      'a feature too many',
      'INVALID_PARAM',
      /feature 9 of 3/,
      [...model, 'trees', '0', 'split_indices', '0'],
      9,
    ],
    ['another class', 'INVALID_PARAM', /class 1 of 1/, [...model, 'tree_info', '0'], 1],
    ['a tree too few', 'INVALID_PARAM', /tree_info has 2 entries for 3/, [...model, 'tree_info'], [0, 0]],
    [
      'leaves that overflow',
      'INVALID_PARAM',
      /its leaves add up to infinity/,
      [...model, 'trees'],
      JSON.parse(text).learner.gradient_booster.model.trees.map((tree: { split_conditions: number[] }) => ({
        ...tree,
        split_conditions: tree.split_conditions.map(() => 3e38),
      })),
    ],
    [
      'more classes than there can be',
      'INVALID_PARAM',
      /num_class is "70000", expected a count/,
      ['learner_model_param', 'num_class'],
      '70000',
    ],
    [
      'vectors for leaves',
      'UNPROCESSABLE',
      /vectors/,
      [...model, 'trees', '0', 'tree_param', 'size_leaf_vector'],
      '3',
    ],
    [
      'a best round that is none',
      'INVALID_PARAM',
      /best_iteration is "x"/,
      ['attributes'],
      { best_iteration: 'x' },
    ],
    ['a base score of 1', 'INVALID_PARAM', /base_score/, ['learner_model_param', 'base_score'], '1E0'],
    ['a name too few', 'INVALID_PARAM', /feature_names has 2/, ['feature_names'], ['a', 'b']],
    [
      'text for a number',
      'INVALID_PARAM',
      /sum_hessian\[0\] is "x"/,
      [...model, 'trees', '0', 'sum_hessian', '0'],
      'x',
    ],
  ])('refuses a model with %s', (_, code, message, path, value) => {
    const file = changed(path, value)
    expect(() => fromXgboostJson(file)).toThrow(message)
    expect(() => fromXgboostJson(file)).toThrow(expect.objectContaining({ code }))
  })

  it('refuses a model whose rounds are not whole, or whose classes have no trees', () => {
    const file = JSON.parse(text)
    file.learner.attributes = { best_iteration: '0' }
    file.learner.gradient_booster.model.gbtree_model_param.num_parallel_tree = '2'
    expect(() => fromXgboostJson(JSON.stringify(file))).toThrow(/3 trees are no whole rounds of 2/)
    file.learner.gradient_booster.model.iteration_indptr = [0, 2]
    expect(() => fromXgboostJson(JSON.stringify(file))).toThrow(/does not lead from 0 to the 3 trees/)
    file.learner.objective.name = 'multi:softprob'
    file.learner.learner_model_param.num_class = '3'
    expect(() => fromXgboostJson(JSON.stringify(file))).toThrow(/only 1 of 3 classes have trees/)
  })

  it('reads the rounds of later versions, which list where each starts', () => {
    const file = JSON.parse(text)
    file.learner.attributes = { best_iteration: '0', scikit_learn: '{}' }
    file.learner.gradient_booster.model.iteration_indptr = [0, 2, 3]
    const { booster: best } = fromXgboostJson(JSON.stringify(file))
    expect(best).toEqual({ ...booster, trees: booster.trees.slice(0, 2) })
  })
})
