import { Command, Option } from 'commander'
import type { CliContext } from '../../context.ts'
import { orders } from '../../orders.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { sweepColumns } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

interface Options extends ListFlags, PageOptions {
  orderBy?: (typeof orders)[number]
  passGate?: boolean
}

export function sweepResults(context: CliContext): Command {
  const command = new Command('results')
    .description('every row of a sweep, gate first, then score')
    .argument('<sweep>', 'id of the sweep')
    .option('--pass-gate', 'only rows that passed the gate')
    .addOption(new Option('--order-by <what>', 'what ranks the rows (default: score)').choices(orders))
    .addHelpText('after', examples('sigma sweep results ID --all', 'sigma sweep results ID --csv'))
    .action(async (id: string, flags: Options) => {
      const { orderBy: order_by, passGate: pass_gate } = flags
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/sweeps/{sweep_id}/results', {
            params: { path: { sweep_id: id }, query: { order_by, pass_gate, ...page } },
          }),
        ),
      )
      const columns = [
        ...sweepColumns(context.output.paint, body.rows, { brackets: true }),
        { field: 'backtest_run_id', title: 'run', rank: 6 },
      ]
      context.output.list(
        body,
        { columns, whenEmpty: 'No rows; see how far it is with: sigma sweep show ID' },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}
