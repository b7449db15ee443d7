import type { Tree } from './model.ts'
import { at, integerOf, isRecord, notAModel, numberList } from './xgboostValues.ts'

/** More trees in a round than any file has. */
const mostParallel = 1_000_000

/**
 * The trees that XGBoost itself would predict with. Early stopping leaves the best round in the file, beside the later
 * ones. Files of the scikit-learn interface (`XGBClassifier`, told by their attribute `scikit_learn`) are predicted up to
 * that round there, files of a `Booster` with every round: so both are here, and a warning says which.
 * Source: `_get_iteration_range` of XGBoost's sklearn.py, and `iteration_range` of `Booster.predict`.
 * @param model the file's `gradient_booster.model`
 */
export function bestRounds(
  trees: Tree[],
  model: unknown,
  groups: number,
  { best_iteration, scikit_learn }: Record<string, string>,
): { trees: Tree[]; warnings: string[] } {
  if (best_iteration === undefined) return { trees, warnings: [] }
  const best = 1 + integerOf(best_iteration, 'best_iteration', Number.MAX_SAFE_INTEGER - 1)
  const starts = roundStarts(trees, model, groups)
  const rounds = starts.length - 1
  if (best >= rounds) return { trees, warnings: [] }
  if (scikit_learn === undefined) {
    const warning = `early stopping found round ${best} of ${rounds} best: all ${rounds} are used, as by XGBoost's Booster.predict`
    return { trees, warnings: [warning] }
  }
  const warning = `early stopping found round ${best} of ${rounds} best: later ones are left out, as by XGBoost's scikit-learn interface`
  return { trees: trees.slice(0, starts[best]), warnings: [warning] }
}

/** Where each round's trees start, and the number of trees. Versions before 2.0 have the same number in each round. */
function roundStarts(trees: Tree[], model: unknown, groups: number): number[] {
  if (isRecord(model) && 'iteration_indptr' in model) {
    const starts = numberList(model.iteration_indptr, 'iteration_indptr')
    const rise = starts.every((start, i) => Number.isInteger(start) && start >= (i === 0 ? 0 : starts[i - 1]))
    if (rise && starts[0] === 0 && starts.at(-1) === trees.length) return starts
    throw notAModel(`iteration_indptr does not lead from 0 to the ${trees.length} trees`)
  }
  const parallel = integerOf(
    at(model, 'gbtree_model_param', 'num_parallel_tree'),
    'num_parallel_tree',
    mostParallel,
  )
  const perRound = Math.max(1, parallel) * groups
  if (trees.length % perRound !== 0)
    throw notAModel(`${trees.length} trees are no whole rounds of ${perRound}`)
  return Array.from({ length: trees.length / perRound + 1 }, (_, round) => round * perRound)
}
