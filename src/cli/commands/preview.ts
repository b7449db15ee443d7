import { Command } from 'commander'
import type { MatrixRequest } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { exitCodes } from '../exitCodes.ts'
import { hoursField, hoursOption } from '../fitOptions.ts'
import { names } from '../listArguments.ts'
import { examples } from '../output/help.ts'
import { previewText } from '../output/previewText.ts'
import { type WindowOptions, windowOptions } from '../runOptions.ts'
import { csvOptions, modelOptions, type SubjectOptions, subjectFields } from '../subjectOptions.ts'
import { requestSource } from '../workspacePath.ts'
import { plotsFolder, writePlots } from '../writePlots.ts'

interface Options extends SubjectOptions, WindowOptions {
  source?: string
  tickers?: string[]
  hours?: string
  plots?: string
}

export function preview(context: CliContext): Command {
  const command = new Command('preview')
    .addHelpText(
      'after',
      examples(
        'sigma preview spx_eq_swing_daily',
        'sigma preview spx_eq_swing_daily --plots plots',
        'sigma preview --csv features.csv --horizon 5',
      ),
    )
    .action(async (model: string | undefined, options: Options) => {
      const { start, end, source, tickers, hours, plots } = options
      const folder = plots === undefined ? undefined : await plotsFolder(context.workspace, plots)
      const body: MatrixRequest = {
        ...subjectFields(context, model, options),
        start,
        end,
        source: requestSource(context.workspace, source),
        tickers,
        allowed_hours: hoursField(hours),
        plots: folder === undefined ? undefined : true,
      }
      if (shownOnly(context, { method: 'POST', path: '/matrix/preview', body })) return
      const { plots: pictures, ...answer } = await context.ask((client) =>
        client.POST('/matrix/preview', { body }),
      )
      for (const warning of answer.warnings ?? []) context.output.note(`note: ${warning}`)
      const files = folder && pictures && (await writePlots(context.workspace, folder, pictures))
      context.output.answer(files ? { ...answer, plot_files: files } : answer, () =>
        [
          previewText(answer, context.output),
          ...(files ? ['', `plots: ${Object.values(files).join(', ')}`] : []),
        ].join('\n'),
      )
      if (!answer.qa.ok) context.exitWith(exitCodes.negative)
    })
  modelOptions(command)
  windowOptions(command)
    .option('--tickers <symbols>', "instruments of the matrix, instead of the model's", names)
    .option('--source <name>', "sample, csv:FILE, parquet:FILE, … (default: the pack's)")
    .option('--plots <folder>', 'writes pictures of correlation, missing values and drift there, as SVG')
  return csvOptions(hoursOption(command))
}
