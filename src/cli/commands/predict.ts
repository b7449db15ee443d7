import { Command } from 'commander'
import type { PredictAnswer, PredictRequest } from '../../contract/types.ts'
import { invalidParam } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { count, duration, fixed, plural } from '../output/format.ts'
import { examples } from '../output/help.ts'
import type { Output } from '../output/output.ts'
import { csvOptions, matrixOption, modelOptions, type SubjectOptions, subjectFields } from '../runOptions.ts'
import { requestPath } from '../workspacePath.ts'

interface Options extends SubjectOptions {
  modelFile?: string
  run?: string
  matrix?: string
  out?: string
}

export function predict(context: CliContext): Command {
  const command = new Command('predict')
    .description('scores of a trained model for the rows of a file')
    .option('--model-file <file>', 'model file, as sigma train --out writes it, instead of a model')
    .option('--run <id>', "training run, instead of the model's latest")
    .option('--out <file>', 'write one row of scores per row here, inside the workspace')
    .addHelpText(
      'after',
      examples(
        'sigma predict --model-file model.json --csv new.csv --out scores.csv',
        'sigma predict spx_eq_swing_daily --csv new.csv --json',
      ),
    )
    .action(async (model: string | undefined, options: Options) => {
      const { output } = context
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
  const { modelFile, run, out, matrix, csv } = options
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
  }
}

/** How many scores stand on a screen when they are not written to a file. */
const shownScores = 20

function predictText({ model, rows, columns, scores, out, timings }: PredictAnswer, output: Output): string {
  const total = timings?.total_ms
  const rate =
    total === undefined
      ? ''
      : ` in ${duration(total)}${total > 0 ? ` (${count((1_000 * rows) / total)} rows/s)` : ''}`
  const lines = [`${plural(rows, 'row')} scored by ${model}${rate}`]
  if (out !== undefined) lines.push(`${columns.join(', ')} written to ${out}`)
  if (scores) {
    const table = scores
      .slice(0, shownScores)
      .map((line) => Object.fromEntries(columns.map((name, i) => [name, line[i]])))
    const [key, ...names] = columns
    const shown = names.map((field) => ({ field, title: field, align: 'right' as const, show: scoreCell }))
    lines.push(output.table(table, [{ field: key, title: key, align: 'right' }, ...shown]))
    if (rows > shownScores) lines.push(`the first ${shownScores}; all of them with --out FILE or --json`)
  }
  return lines.join('\n')
}

const scoreCell = fixed(4)
