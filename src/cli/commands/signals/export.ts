import { Command } from 'commander'
import { fillColumns } from '../../../contract/fillColumns.ts'
import type { SignalRecordRow } from '../../../contract/types.ts'
import { csvCell } from '../../../core/csvCell.ts'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { spreadsheetOption } from '../../output/listOptions.ts'
import { readPages } from '../../pages.ts'
import { saveReport } from '../../writeReport.ts'

interface Options {
  out?: string
  model?: string
  spreadsheet?: boolean
}

export function signalsExport(context: CliContext): Command {
  return new Command('export')
    .description('what became of each signal as CSV, oldest first, as sigma signals import takes it')
    .option('--out <file>', 'write it to this file instead of printing it')
    .option('--model <id>', 'of this model only')
    .addOption(spreadsheetOption())
    .addHelpText(
      'after',
      examples(
        'sigma signals export --out signals_log.csv',
        'sigma signals export --model spx_eq_swing_daily --spreadsheet',
      ),
    )
    .action(async ({ out, model, spreadsheet = false }: Options) => {
      const { output, globals } = context
      const { rows } = await readPages({ all: true }, (page) =>
        context.ask((client) =>
          client.GET('/signals/log', { params: { query: { ...page, model_id: model } } }),
        ),
      )
      const csv = `${[fillColumns.join(','), ...rows.map((row) => lineOf(row, spreadsheet))].join('\n')}\n`
      if (out !== undefined && !globals.dryRun) {
        const file = await saveReport(out, csv)
        output.answer({ ok: true, file, rows: rows.length }, () => `wrote ${file}`)
      } else output.answer({ ok: true, rows: rows.length, csv }, () => csv.trimEnd())
    })
}

const lineOf = (row: SignalRecordRow, forSpreadsheet: boolean): string =>
  fillColumns.map((column) => csvCell(String(row[column] ?? ''), { forSpreadsheet })).join(',')
