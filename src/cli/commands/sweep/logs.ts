import { Command, Option } from 'commander'
import type { CliContext } from '../../context.ts'
import { count, fixed } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

interface Options extends ListFlags, PageOptions {
  status?: 'completed' | 'failed'
}

export function sweepLogs(context: CliContext): Command {
  const command = new Command('logs')
    .description('what became of each variant of a sweep, with the error of those that failed')
    .argument('<sweep>', 'id of the sweep')
    .addOption(new Option('--status <status>', 'only these').choices(['completed', 'failed']))
    .addHelpText('after', examples('sigma sweep logs ID', 'sigma sweep logs ID --status failed --json'))
    .action(async (id: string, flags: Options) => {
      const { output } = context
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/sweeps/{sweep_id}/logs', {
            params: { path: { sweep_id: id }, query: { status: flags.status, ...page } },
          }),
        ),
      )
      const columns = [
        { field: 'position', title: '#', align: 'right' as const, rank: 0 },
        { field: 'rung', align: 'right' as const, rank: 4 },
        { field: 'kind', rank: 3 },
        { field: 'value', rank: 2 },
        { field: 'status', rank: 0 },
        { field: 'sharpe', align: 'right' as const, rank: 1, show: fixed(2) },
        { field: 'trades', align: 'right' as const, rank: 2, show: count },
        { field: 'error.code', title: 'error', rank: 1 },
        { field: 'error.message', title: 'why', rank: 1 },
        { field: 'created_at', title: 'done', rank: 5, show: agoCell },
        { field: 'backtest_run_id', title: 'run', rank: 3 },
      ]
      output.list(body, { columns, whenEmpty: 'no variant of this kind; see: sigma sweep show ID' }, flags)
      if (body.error) output.note(`the sweep ended as ${body.status}: ${body.error.message}`)
    })
  return listOptions(pageOptions(command))
}
