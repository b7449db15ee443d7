import type { Command } from 'commander'
import type { ColumnMap } from '../contract/types.ts'
import { invalidParam } from '../core/errors.ts'
import type { CliContext } from './context.ts'
import { positive, whole } from './globals.ts'
import { names } from './listArguments.ts'
import { requestPath } from './workspacePath.ts'

/** Options that name what a run is about: a model, or a file. */
export interface SubjectOptions {
  model?: string
  pack?: string
  csv?: string
  features?: string[]
  exclude?: string[]
  time?: string
  ticker?: string
  target?: string
  return?: string
  weights?: string
  horizon?: number
  periodsPerYear?: number
}

export function modelOptions(command: Command): Command {
  return command
    .argument('[model]', 'model to use')
    .option('--model <id>', 'the same, as an option')
    .option('--pack <id>', 'pack of the model, where more than one has it')
}

/** The options of a file without a pack. */
export function csvOptions(command: Command, { periods = false }: { periods?: boolean } = {}): Command {
  command
    .option('--csv <file>', 'a CSV or Parquet file instead of a model: numeric columns are features')
    .option('--features <names>', 'only these columns are features', names)
    .option('--exclude <names>', 'columns that are no features', names)
    .option('--time <column>', 'column of the decision time (default: date or ts)')
    .option('--ticker <column>', 'column of the ticker, for a file of several (default: ticker or symbol)')
    .option('--target <column>', 'column of the class to learn')
    .option('--return <column>', 'column of the forward return (default: ret_fwd)')
    .option(
      '--weights <column>',
      'column of how much each row counts in a fit, 2 as two rows (default: all alike)',
    )
    .option('--horizon <bars>', 'bars that the forward return spans (default: 1)', whole(1))
  return periods
    ? command.option('--periods-per-year <n>', 'bars in a year (default: from the dates)', positive)
    : command
}

/** The fields of a request that name its subject. Faults when there is neither model nor file. */
export function subjectFields(context: CliContext, argument: string | undefined, options: SubjectOptions) {
  const model = oneModel(argument, options.model)
  const { csv, pack, horizon } = options
  if (model === undefined && csv === undefined) {
    throw invalidParam([{ field: 'MODEL', issue: 'is missing' }], {
      next: 'name a model (sigma models lists them), or a file with --csv',
    })
  }
  return {
    model_id: model,
    pack_id: pack,
    csv: csv === undefined ? undefined : requestPath(context.workspace, csv),
    columns: columnMap(options),
    horizon,
  }
}

/** The model that a command works on. Faults when it is not named. */
export function requiredModel(argument: string | undefined, { model }: { model?: string }): string {
  const named = oneModel(argument, model)
  if (named !== undefined) return named
  throw invalidParam([{ field: 'MODEL', issue: 'is missing' }], { next: 'sigma models lists the models' })
}

/** The model that an argument or an option names. @throws INVALID_PARAM when both do, and differ */
export function oneModel(argument: string | undefined, option: string | undefined): string | undefined {
  if (argument === undefined || option === undefined || argument === option) return argument ?? option
  throw invalidParam([{ field: '--model', issue: `names ${option}, the argument names ${argument}` }], {
    next: 'name one model',
  })
}

function columnMap({
  time,
  ticker,
  target,
  return: returns,
  weights,
  features,
  exclude,
}: SubjectOptions): ColumnMap | undefined {
  const columns = { time, ticker, target, return: returns, weights, features, exclude }
  return Object.values(columns).some((value) => value !== undefined) ? columns : undefined
}
