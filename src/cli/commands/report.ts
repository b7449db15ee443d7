import { Command, Option } from 'commander'
import { invalidParam } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { wrap } from '../output/format.ts'
import { examples } from '../output/help.ts'
import { fetchPicture, fetchReport, type ReportFormat, reportFile, saveReport } from '../writeReport.ts'

interface Options {
  format: ReportFormat
  out?: string
  open?: boolean
}

export function report(context: CliContext): Command {
  return new Command('report')
    .argument('<run>', 'id of a backtest, a sweep or a training')
    .addOption(
      new Option('--format <kind>', 'a page, one picture, a card in Markdown, or all of its data')
        .choices(['html', 'svg', 'png', 'md', 'json'])
        .default('html'),
    )
    .option(
      '--out <file>',
      'write it here (default: reports/RUN.html in the workspace; md and json are printed)',
    )
    .option('--open', 'open the file when it is written')
    .addHelpText(
      'after',
      examples(
        'sigma report ID',
        'sigma report ID --format md',
        'sigma report ID --format png --out equity.png',
      ),
    )
    .action(async (id: string, { format, out, open }: Options) => {
      const { output, workspace } = context
      // What is read on a terminal is printed unless a file is named.
      if ((format === 'md' || format === 'json') && out === undefined) {
        if (open) throw invalidParam([{ field: '--open', issue: `needs a file: name one with --out` }])
        output.line((await fetchReport(context, id, format, { keep: false })).trimEnd())
        return
      }
      const { verdict } = await readReport(context, id)
      const content =
        format === 'png'
          ? await fetchPicture(context, id)
          : await fetchReport(context, id, format, { keep: format !== 'json' })
      const file = await saveReport(out ?? reportFile(workspace, id, format), content)
      if (open) {
        const { openFile } = await import('../openFile.ts')
        await openFile(file)
      }
      output.answer({ ok: true, run_id: id, format, file, verdict }, () =>
        [...(verdict ? [wrap(verdict, output.width)] : []), `report: ${file}`].join('\n'),
      )
    })
}

async function readReport(context: CliContext, id: string) {
  const params = { path: { run_id: id }, query: { format: 'json' as const } }
  const answer = await context.ask((client) => client.GET('/reports/{run_id}', { params }))
  return typeof answer === 'object' ? answer : { verdict: null }
}
