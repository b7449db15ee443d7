import { type Command, Option } from 'commander'
import { number, whole } from './globals.ts'
import { type TreeOptions, treeFields, treeOptions } from './treeOptions.ts'

/** Options of a fit. */
export interface FitOptions extends TreeOptions {
  seed?: number
  calibration?: 'none' | 'sigmoid' | 'isotonic'
  hours?: string
}

/** Options of how folds are cut. */
export interface FoldOptions {
  splits?: number
  embargo?: number
  cv?: 'walk_forward' | 'cpcv'
  cpcvGroups?: number
  cpcvTestGroups?: number
  rolling?: boolean
  innerFolds?: number
}

export function fitOptions(command: Command): Command {
  return treeOptions(command)
    .option('--seed <n>', 'seed of everything random', whole(0))
    .addOption(calibrationOption('calibration of the scores'))
}

export function calibrationOption(description: string): Option {
  return new Option('--calibration <kind>', description).choices(['none', 'sigmoid', 'isotonic'])
}

export function hoursOption(command: Command): Command {
  return command.option('--hours <list>', 'only decisions in these hours of the exchange; all for every hour')
}

export function foldOptions(command: Command): Command {
  return command
    .option('--splits <n>', 'test folds (default: 5)', whole(1))
    .option('--embargo <share>', 'share of the decisions left out before a test fold (default: 0)', number)
    .addOption(
      new Option('--cv <scheme>', 'how folds are cut (default: walk_forward)').choices([
        'walk_forward',
        'cpcv',
      ]),
    )
    .option('--cpcv-groups <n>', 'with --cv cpcv: folds that the sample is cut into (default: 6)', whole(3))
    .option(
      '--cpcv-test-groups <n>',
      'with --cv cpcv: how many of them are tested together (default: 2)',
      whole(1),
    )
    .option('--rolling', 'train on a window of equal length instead of on all before')
    .option('--inner-folds <n>', 'folds that thresholds are chosen on (default: 5)', whole(2))
}

export function fitFields(options: FitOptions) {
  const { seed, calibration } = options
  return { hyperparams: treeFields(options), seed, calibration }
}

/** `--hours all` is every hour, which requests write as an empty text. */
export function hoursField(hours: string | undefined): string | undefined {
  return hours === 'all' ? '' : hours
}

export function foldFields(options: FoldOptions) {
  const { splits, embargo, cv, rolling, innerFolds, cpcvGroups, cpcvTestGroups } = options
  return {
    splits,
    embargo,
    cv,
    rolling,
    inner_folds: innerFolds,
    cpcv_groups: cpcvGroups,
    cpcv_test_groups: cpcvTestGroups,
  }
}
