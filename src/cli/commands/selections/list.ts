import { Command } from 'commander'
import type { Selection } from '../../../contract/types.ts'
import type { CliContext } from '../../context.ts'
import { count } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

export function selectionsList(context: CliContext): Command {
  const command = new Command('list')
    .description('selections, newest first')
    .addHelpText(
      'after',
      examples('sigma selections list', 'sigma selections list --model spx_eq_swing_daily --json'),
    )
    .action(async (flags: ListFlags & PageOptions & { model?: string }) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/selections', { params: { query: { model_id: flags.model, ...page } } }),
        ),
      )
      const { output } = context
      output.list(
        output.json ? body : { ...body, rows: body.rows.map(inShort) },
        {
          columns: [
            { field: 'selection_id', title: 'selection', rank: 0 },
            { field: 'backtests', align: 'right', rank: 0, show: count },
            { field: 'models', rank: 1 },
            { field: 'created_at', title: 'made', rank: 2, show: agoCell },
          ],
          whenEmpty: 'No selections yet. Make one with: sigma selections add BACKTEST',
        },
        flags,
      )
    })
    .option('--model <id>', 'only those that have a backtest of this model')
  return listOptions(pageOptions(command))
}

/** As a line has it; JSON has the backtests themselves. */
function inShort({ selection_id, created_at, items }: Selection) {
  const models = [...new Set(items.map(({ model_id }) => model_id))].join(', ')
  return { selection_id, created_at, backtests: items.length, models }
}
