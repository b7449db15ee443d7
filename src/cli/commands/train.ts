import { Command, Option } from 'commander'
import type { TrainPlots, TrainRequest } from '../../contract/types.ts'
import { invalidParam } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { type FitOptions, fitFields, fitOptions, hoursField, hoursOption } from '../fitOptions.ts'
import { whole } from '../globals.ts'
import { backtestId } from '../leaderboardRow.ts'
import { examples } from '../output/help.ts'
import { trainText } from '../output/trainText.ts'
import { overrideOptions, promote } from '../promotion.ts'
import { matrixOption, type RunOptions, runFields, runOptions } from '../runOptions.ts'
import { csvOptions, modelOptions, oneModel, type SubjectOptions, subjectFields } from '../subjectOptions.ts'
import { runWork, type TrainResult, trainWork } from '../work.ts'
import { requestPath } from '../workspacePath.ts'
import { plotsFolder, writePlots } from '../writePlots.ts'

interface Options extends SubjectOptions, FitOptions, RunOptions {
  out?: string
  objective?: 'classes' | 'squared'
  innerFolds?: number
  plots?: string
  from?: string
  overrideGate?: boolean
  reason?: string
}

/** What may be said beside `--from`: the backtest has said all the rest. */
const besideFrom = [
  'from',
  'model',
  'pack',
  'overrideGate',
  'reason',
  'tag',
  'force',
  'detach',
  'plots',
  'threads',
]

export function train(context: CliContext): Command {
  const command = new Command('train')
    .addHelpText(
      'after',
      '\nA fit needs no gate. A promotion takes all settings from the backtest, and exits 4 when its gate is not passed.',
    )
    .addHelpText(
      'after',
      examples(
        'sigma train spx_eq_swing_daily --seed 7',
        'sigma train spx_eq_swing_daily --calibration sigmoid --plots plots',
        'sigma train spx_eq_swing_daily --from 1 --override-gate --tag trial --yes',
        'sigma train --csv features.csv --horizon 5 --rounds 200 --depth 3 --out model.json',
        'sigma train --csv features.csv --objective squared --target ret_fwd --growth leaf --max-leaves 8',
      ),
    )
    .action(async (model: string | undefined, options: Options, self: Command) => {
      const { workspace, output } = context
      const folder = options.plots === undefined ? undefined : await plotsFolder(workspace, options.plots)
      if (folder !== undefined && options.detach) {
        throw invalidParam([{ field: '--plots', issue: 'needs the training to end, and --detach leaves it' }])
      }
      if (options.from === undefined && (options.overrideGate || options.reason !== undefined)) {
        throw invalidParam([{ field: '--override-gate', issue: 'is of a promotion; a fit has no gate' }], {
          next: 'name the backtest with --from, or leave it out',
        })
      }
      const result =
        options.from === undefined
          ? await runWork(context, trainWork, fitRequest(context, model, options), options)
          : await promoted(context, model, { ...options, from: options.from }, self)
      if (!result) return
      // The file is where it was asked for; the stored one beside it is the server's own.
      const trained = options.out === undefined ? result : { ...result, model_out: options.out }
      const files = folder && (await writePlots(workspace, folder, await plotsOf(context, result.run_id)))
      const paths = Object.values(files ?? {})
      if (files && paths.length === 0) {
        output.note(
          'note: this run was stored by a Sigma that measured nothing to draw; --force fits it again',
        )
      }
      const answer = files ? { ...trained, plot_files: files } : trained
      output.answer(answer, () =>
        [trainText(trained, output), ...(paths.length > 0 ? [`plots: ${paths.join(', ')}`] : [])].join('\n'),
      )
    })
  modelOptions(command)
  csvOptions(command)
  fitOptions(hoursOption(matrixOption(command)))
  command.addOption(
    new Option('--objective <what>', 'what the model says: probabilities of classes, or a number').choices([
      'classes',
      'squared',
    ]),
  )
  command.option('--from <backtest>', 'promote a backtest, by its id or its number on the leaderboard')
  overrideOptions(command)
  command.option('--inner-folds <n>', 'measure it on rows left out of so many fits', whole(2))
  return runOptions(command)
    .option('--out <file>', 'write the model file here, inside the workspace')
    .option('--plots <folder>', 'writes pictures of importance and reliability there, as SVG')
}

function fitRequest(context: CliContext, model: string | undefined, options: Options): TrainRequest {
  return {
    ...subjectFields(context, model, options),
    ...fitFields(options),
    ...runFields(options),
    objective: options.objective,
    inner_folds: options.innerFolds,
    allowed_hours: hoursField(options.hours),
    model_out: options.out === undefined ? undefined : requestPath(context.workspace, options.out),
  }
}

/** Trains what a backtest was; undefined when that was only shown or left running. */
async function promoted(
  context: CliContext,
  argument: string | undefined,
  options: Options & { from: string },
  self: Command,
): Promise<TrainResult | undefined> {
  const more = self.options.filter(
    (option) =>
      self.getOptionValueSource(option.attributeName()) === 'cli' &&
      !besideFrom.includes(option.attributeName()),
  )
  if (more.length > 0) {
    throw invalidParam(
      more.map(({ long, flags }) => ({ field: long ?? flags, issue: 'is what the backtest says' })),
      { next: 'leave it out; or run a backtest with it, and promote that one' },
    )
  }
  const model = oneModel(argument, options.model)
  const { pack } = options
  const id = await backtestId(context, options.from, { model, pack })
  const trained = await promote(context, { backtest_id: id }, { model_id: model, pack_id: pack }, options)
  return trained?.results[0]
}

async function plotsOf(context: CliContext, id: string): Promise<TrainPlots> {
  const params = { path: { training_run_id: id }, query: { plots: true, keep: true } }
  const { plots } = await context.ask((client) => client.GET('/training_runs/{training_run_id}', { params }))
  return plots ?? {}
}
