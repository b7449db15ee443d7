import { SigmaError } from '../errors.ts'
import { foreignJson, foreignText } from './foreignModel.ts'
import type { Booster, ObjectiveName } from './model.ts'
import { bestRounds } from './xgboostRounds.ts'
import { readTree } from './xgboostTree.ts'
import { at, integerOf, isRecord, largestFloat, notAModel, numberList, textList } from './xgboostValues.ts'

/** What a model file holds. */
export interface NamedBooster {
  booster: Booster
  /** Empty when the file gives none. */
  featureNames: string[]
  attributes: Record<string, string>
  /** What a user should know about how the file was read. */
  warnings: string[]
}

/** Beyond these counts a file is broken, and memory would be asked for that nobody has. */
const mostClasses = 65_536
const mostFeatures = 16_777_216

const objectives: ReadonlyMap<string, ObjectiveName> = new Map<string, ObjectiveName>([
  ['binary:logistic', 'binary'],
  ['multi:softprob', 'softmax'],
  ['multi:softmax', 'softmax'],
  ['reg:squarederror', 'squared'],
  ['reg:linear', 'squared'],
])

/**
 * Reads a JSON model as XGBoost's `save_model` or `toXgboostJson` writes it. What comes back predicts finite numbers.
 * Early stopping is treated as XGBoost's own predict does (see `bestRounds`).
 * @throws INVALID_PARAM when it is no such file or is damaged; UNPROCESSABLE when it is a model of a kind that
 *   Sigma cannot evaluate (linear, dart or vector-leaf boosters, categorical splits, other objectives)
 */
export function fromXgboostJson(text: string): NamedBooster {
  const root = parse(text)
  const foreign = foreignJson(root)
  if (foreign !== undefined) throw notAModel(`it is ${foreign}`)
  const objective = objectiveOf(at(root, 'learner', 'objective', 'name'))
  const kind = at(root, 'learner', 'gradient_booster', 'name')
  if (kind !== 'gbtree') throw unsupported(`the booster "${String(kind)}"`, 'boosted trees (gbtree)')
  const learner = at(root, 'learner', 'learner_model_param')
  const features = integerOf(at(learner, 'num_feature'), 'num_feature', mostFeatures)
  const classes = integerOf(at(learner, 'num_class'), 'num_class', mostClasses)
  if (objective === 'softmax' && classes < 2) throw notAModel(`num_class is ${classes} for a softmax model`)
  const groups = objective === 'softmax' ? classes : 1
  if (isRecord(learner) && Number(learner.num_target ?? 1) > 1) throw unsupported('several targets', 'one')
  const model = at(root, 'learner', 'gradient_booster', 'model')
  const all = readTrees(model, features, groups)
  const attributes = readAttributes(at(root, 'learner'))
  const { trees, warnings } = bestRounds(all, model, groups, attributes)
  const baseScore = readBaseScore(at(learner, 'base_score'), objective, groups)
  checkSums(trees, baseScore)
  return {
    booster: { objective, groups, features, baseScore, trees },
    featureNames: readNames(at(root, 'learner'), features),
    attributes,
    warnings,
  }
}

function parse(text: string): unknown {
  const foreign = foreignText(text)
  if (foreign !== undefined) throw notAModel(`it is ${foreign}`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const what = breaksOff(text, reason) ? 'the text breaks off before its end' : 'the text is not JSON'
    throw notAModel(`${what} (${reason})`, cause)
  }
}

/** Whether what JSON misses is more text. */
function breaksOff(text: string, reason: string): boolean {
  if (!text.trimStart().startsWith('{')) return false
  const [, position] = /at position (\d+)/.exec(reason) ?? []
  const misses = /end of JSON|Unterminated/.test(reason)
  return misses || (position !== undefined && Number(position) >= text.trimEnd().length)
}

function objectiveOf(name: unknown): ObjectiveName {
  const objective = objectives.get(String(name))
  if (objective) return objective
  throw unsupported(`the objective "${String(name)}"`, [...objectives.keys()].join(', '))
}

function readTrees(model: unknown, features: number, groups: number): Booster['trees'] {
  const trees = at(model, 'trees')
  if (!Array.isArray(trees)) throw notAModel('"trees" is not a list')
  const treeInfo = numberList(at(model, 'tree_info'), 'tree_info')
  if (treeInfo.length !== trees.length) {
    throw notAModel(`tree_info has ${treeInfo.length} entries for ${trees.length} trees`)
  }
  const odd = treeInfo.findIndex((group) => !(Number.isInteger(group) && group >= 0 && group < groups))
  if (odd >= 0) throw notAModel(`tree ${odd} belongs to class ${treeInfo[odd]} of ${groups}`)
  const grown = new Set(treeInfo).size
  if (grown > 0 && grown < groups) throw notAModel(`only ${grown} of ${groups} classes have trees`)
  return trees.map((tree: unknown, id) => readTree(tree, id, treeInfo[id], features))
}

/** Leaves that add up to more than a float32 holds would predict infinity. */
function checkSums(trees: Booster['trees'], baseScore: Float32Array): void {
  const most = Float64Array.from(baseScore, Math.abs)
  for (const { group, left, threshold } of trees) {
    let largest = 0
    for (let node = 0; node < left.length; node++) {
      if (left[node] < 0) largest = Math.max(largest, Math.abs(threshold[node]))
    }
    most[group] += largest
  }
  if (most.some((sum) => sum > largestFloat)) throw notAModel('its leaves add up to infinity')
}

/** `5E-1`, `[5E-1]`, or since XGBoost 3.1 one number per class. */
function readBaseScore(value: unknown, objective: ObjectiveName, groups: number): Float32Array {
  const parts = String(value)
    .replace(/^\[|\]$/g, '')
    .split(',')
  const scores = parts.map((part) => (part.trim() === '' ? Number.NaN : Math.fround(Number(part))))
  const finite = scores.every((score) => Number.isFinite(score))
  const inside = objective !== 'binary' || scores.every((score) => score > 0 && score < 1)
  if (!finite || !inside || (scores.length !== 1 && scores.length !== groups)) {
    throw notAModel(`base_score is "${String(value)}"`)
  }
  return Float32Array.from({ length: groups }, (_, group) => scores[scores.length === 1 ? 0 : group])
}

function readNames(learner: unknown, features: number): string[] {
  const names =
    isRecord(learner) && 'feature_names' in learner ? textList(learner.feature_names, 'feature_names') : []
  if (names.length > 0 && names.length !== features) {
    throw notAModel(`feature_names has ${names.length} entries for ${features} features`)
  }
  return names
}

function readAttributes(learner: unknown): Record<string, string> {
  const found = isRecord(learner) ? learner.attributes : undefined
  if (found === undefined) return {}
  if (!isRecord(found)) throw notAModel('"attributes" is not an object')
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, String(value)]))
}

function unsupported(what: string, supported: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `the XGBoost model has ${what}; Sigma can evaluate: ${supported}`, {
    next: 'train it again with a supported setting, or let `sigma train` fit it',
  })
}
