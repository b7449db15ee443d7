import { Command } from 'commander'
import type { MatrixRequest } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { exitCodes } from '../exitCodes.ts'
import { previewText } from '../output/buildText.ts'
import { examples } from '../output/help.ts'
import {
  csvOptions,
  hoursField,
  hoursOption,
  modelOptions,
  type SubjectOptions,
  subjectFields,
  type WindowOptions,
  windowOptions,
} from '../runOptions.ts'
import { requestSource } from '../workspacePath.ts'

interface Options extends SubjectOptions, WindowOptions {
  source?: string
  hours?: string
}

export function preview(context: CliContext): Command {
  const command = new Command('preview')
    .description('what a build would give: rows, checks, missing values, label balance, leakage')
    .addHelpText(
      'after',
      examples('sigma preview spx_eq_swing_daily', 'sigma preview --csv features.csv --horizon 5'),
    )
    .action(async (model: string | undefined, options: Options) => {
      const { start, end, source, hours } = options
      const body: MatrixRequest = {
        ...subjectFields(context, model, options),
        start,
        end,
        source: requestSource(context.workspace, source),
        allowed_hours: hoursField(hours),
      }
      if (shownOnly(context, { method: 'POST', path: '/matrix/preview', body })) return
      const answer = await context.ask((client) => client.POST('/matrix/preview', { body }))
      for (const warning of answer.warnings ?? []) context.output.note(`note: ${warning}`)
      context.output.answer(answer, () => previewText(answer, context.output))
      if (!answer.qa.ok) context.exitWith(exitCodes.negative)
    })
  modelOptions(command)
  windowOptions(command).option('--source <name>', "sample, csv:FILE, parquet:FILE, … (default: the pack's)")
  return csvOptions(hoursOption(command))
}
