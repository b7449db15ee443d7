import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Hyperparams } from '../contract/types.ts'
import { notNegative, share, whole } from './globals.ts'

/** Options of how trees are boosted; what is left out is the model's, then the trainer's. */
export interface TreeOptions {
  rounds?: number
  depth?: number
  maxLeaves?: number
  growth?: 'depth' | 'leaf'
  rate?: number
  lambda?: number
  alpha?: number
  gamma?: number
  minChildWeight?: number
  subsample?: number
  columnSample?: number
  columnSampleByLevel?: number
  maxBins?: number
  earlyStopping?: number | false
  monotone?: NonNullable<Hyperparams['monotone']>
}

/** Bounds are those of the contract; docs/guide/packs-and-models.md has defaults and XGBoost's names. */
export function treeOptions(command: Command): Command {
  return command
    .option('--rounds <n>', 'boosting rounds: trees, of more than two classes one for each', whole(1))
    .option('--depth <n>', 'most splits between root and leaf', whole(1))
    .option('--max-leaves <n>', 'most leaves of a tree; 0 for no limit', whole(0))
    .addOption(
      new Option('--growth <order>', 'split depth by depth, or the leaf that gains most').choices([
        'depth',
        'leaf',
      ]),
    )
    .option('--rate <number>', 'learning rate, above 0 up to 1', share)
    .option('--lambda <number>', 'L2 penalty on leaves', notNegative)
    .option('--alpha <number>', 'L1 penalty on leaves', notNegative)
    .option('--gamma <number>', 'least gain of a split', notNegative)
    .option('--min-child-weight <number>', 'least sum of hessians in a leaf', notNegative)
    .option('--subsample <share>', 'share of the rows drawn for each round', share)
    .option('--column-sample <share>', 'share of the features drawn for each tree', share)
    .option('--column-sample-by-level <share>', "share of the tree's features drawn for each depth", share)
    .option('--max-bins <n>', 'most bins of a feature', whole(2, 256))
    .option(
      '--early-stopping <rounds>',
      'stop after so many rounds without gain on the last 15 % of the training rows',
      whole(1),
    )
    .option('--no-early-stopping', "all rounds, whatever the model's config says")
    .option(
      '--monotone <directions>',
      'scores that only rise or fall with a feature: NAME=1,NAME=-1',
      directions,
    )
}

/** The same as a request spells them; undefined where none is given. */
export function treeFields(options: TreeOptions): Hyperparams | undefined {
  const hyperparams: Hyperparams = {
    rounds: options.rounds,
    depth: options.depth,
    max_leaves: options.maxLeaves,
    growth: options.growth,
    rate: options.rate,
    lambda: options.lambda,
    alpha: options.alpha,
    gamma: options.gamma,
    min_child_weight: options.minChildWeight,
    subsample: options.subsample,
    column_sample: options.columnSample,
    column_sample_by_level: options.columnSampleByLevel,
    max_bins: options.maxBins,
    early_stopping_rounds: options.earlyStopping === false ? null : options.earlyStopping,
    monotone: options.monotone,
  }
  return Object.values(hyperparams).some((value) => value !== undefined) ? hyperparams : undefined
}

/** `rsi_14=1,vix=-1`; the option may be repeated. */
function directions(
  text: string,
  earlier: TreeOptions['monotone'] = {},
): NonNullable<TreeOptions['monotone']> {
  const all = { ...earlier }
  for (const part of text.split(',')) {
    const [, name, value] = /^\s*(.+?)\s*=\s*(-1|0|1)\s*$/.exec(part) ?? []
    if (name === undefined) throw new InvalidArgumentError(`expected NAME=1 or NAME=-1, got "${part.trim()}"`)
    all[name] = value === '1' ? 1 : value === '-1' ? -1 : 0
  }
  return all
}
