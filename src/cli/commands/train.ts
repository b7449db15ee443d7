import { Command, Option } from 'commander'
import type { TrainRequest } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { whole } from '../globals.ts'
import { examples } from '../output/help.ts'
import { trainText } from '../output/trainText.ts'
import {
  csvOptions,
  type FitOptions,
  fitFields,
  fitOptions,
  hoursField,
  hoursOption,
  matrixOption,
  modelOptions,
  type RunOptions,
  runFields,
  runOptions,
  type SubjectOptions,
  subjectFields,
} from '../runOptions.ts'
import { runWork, trainWork } from '../work.ts'
import { requestPath } from '../workspacePath.ts'

interface Options extends SubjectOptions, FitOptions, RunOptions {
  out?: string
  objective?: 'classes' | 'squared'
  innerFolds?: number
}

export function train(context: CliContext): Command {
  const command = new Command('train')
    .description("a fit on every labelled row of a model's matrix, or of a file; it needs no gate")
    .addHelpText(
      'after',
      examples(
        'sigma train spx_eq_swing_daily --seed 7',
        'sigma train --csv features.csv --horizon 5 --rounds 200 --depth 3 --out model.json',
        'sigma train --csv features.csv --objective squared --target ret_fwd --growth leaf --max-leaves 8',
      ),
    )
    .action(async (model: string | undefined, options: Options) => {
      const { workspace, output } = context
      const request: TrainRequest = {
        ...subjectFields(context, model, options),
        ...fitFields(options),
        ...runFields(options),
        objective: options.objective,
        inner_folds: options.innerFolds,
        allowed_hours: hoursField(options.hours),
        model_out: options.out === undefined ? undefined : requestPath(workspace, options.out),
      }
      const result = await runWork(context, trainWork, request, options)
      if (!result) return
      // The file is where it was asked for; the stored one beside it is the server's own.
      const answer = options.out === undefined ? result : { ...result, model_out: options.out }
      output.answer(answer, () => trainText(answer, output))
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
  command.option('--inner-folds <n>', 'measure it on rows left out of so many fits', whole(2))
  return runOptions(command).option('--out <file>', 'write the model file here, inside the workspace')
}
