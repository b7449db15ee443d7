import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'
import { type RunFilterOptions, runFilterOptions, runFilters } from '../../runFilters.ts'

export function sweepList(context: CliContext): Command {
  const command = new Command('list')
    .description('sweeps, newest first')
    .addHelpText('after', examples('sigma sweep list', 'sigma sweep list --model spx_eq_swing_daily --json'))
    .action(async (flags: ListFlags & PageOptions & RunFilterOptions) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/sweeps', { params: { query: { ...runFilters(flags), ...page } } }),
        ),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'id', title: 'sweep', rank: 0 },
            { field: 'model_id', title: 'model', rank: 1 },
            { field: 'status', rank: 0 },
            { field: 'progress.completed', title: 'done', align: 'right', rank: 2 },
            { field: 'progress.total', title: 'of', align: 'right', rank: 2 },
            { field: 'tag', rank: 4 },
            { field: 'created_at', title: 'started', rank: 3, show: agoCell },
          ],
          whenEmpty: 'No sweeps yet. Run one with: sigma sweep MODEL',
        },
        flags,
      )
    })
  return listOptions(pageOptions(runFilterOptions(command)))
}
