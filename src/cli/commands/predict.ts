import { Command } from 'commander'
import type { PredictRequest } from '../../contract/types.ts'
import { invalidParam } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { examples } from '../output/help.ts'
import { predictText, shownScores } from '../output/predictText.ts'
import { matrixOption } from '../runOptions.ts'
import { csvOptions, modelOptions, type SubjectOptions, subjectFields } from '../subjectOptions.ts'
import { requestPath } from '../workspacePath.ts'

interface Options extends SubjectOptions {
  modelFile?: string
  run?: string
  matrix?: string
  out?: string
  contributions?: boolean
}

export function predict(context: CliContext): Command {
  const command = new Command('predict')
    .option('--model-file <file>', 'model file, as sigma train --out writes it, instead of a model')
    .option('--run <id>', "training run, instead of the model's latest")
    .option('--out <file>', 'write one row of scores per row here, inside the workspace')
    .option('--contributions', 'also what each feature adds to the score of each row')
    .addHelpText(
      'after',
      examples(
        'sigma predict model.json --csv new.csv --out scores.csv',
        'sigma predict --model-file model.json --csv new.csv --contributions --json',
        'sigma predict spx_eq_swing_daily --csv new.csv --json',
      ),
    )
    .action(async (named: string | undefined, given: Options) => {
      const { output } = context
      // No model's id has a dot, so that this can only be a file.
      const isFile = named?.endsWith('.json') && given.modelFile === undefined
      const [model, options] = isFile ? [undefined, { ...given, modelFile: named }] : [named, given]
      const body = predictRequest(context, model, options)
      if (shownOnly(context, { method: 'POST', path: '/predict', body })) return
      const asked = context.ask((client) => client.POST('/predict', { body }))
      const answer = await output.during(`scoring ${options.csv ?? 'the matrix'}`, asked)
      for (const warning of answer.warnings ?? []) output.note(`note: ${warning}`)
      const shown = options.out === undefined ? answer : { ...answer, out: options.out }
      output.answer(shown, () => predictText(shown, output))
    })
  return matrixOption(csvOptions(modelOptions(command)))
}

function predictRequest(context: CliContext, model: string | undefined, options: Options): PredictRequest {
  const { modelFile, run, out, matrix, csv, contributions } = options
  if (csv === undefined && matrix === undefined) {
    throw invalidParam([{ field: '--csv', issue: 'is missing' }], {
      next: 'name the rows to score with --csv FILE',
    })
  }
  if (model === undefined && options.model === undefined && modelFile === undefined && run === undefined) {
    throw invalidParam([{ field: 'MODEL', issue: 'is missing' }], {
      next: 'name a model, or a model file with --model-file',
    })
  }
  const { horizon: _, ...subject } = subjectFields(context, model, options)
  return {
    ...subject,
    run_id: run,
    model_file: modelFile === undefined ? undefined : requestPath(context.workspace, modelFile),
    matrix_sha: matrix,
    out: out === undefined ? undefined : requestPath(context.workspace, out),
    limit: out === undefined && !context.output.json ? shownScores : undefined,
    contributions,
  }
}
