import { Command, Option } from 'commander'
import type { CliContext } from '../../context.ts'
import { percent } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'
import { type RunFilterOptions, runStates } from '../../runFilters.ts'

type Flags = ListFlags & PageOptions & Pick<RunFilterOptions, 'pack' | 'model' | 'status'> & { risk?: string }

export function jobsList(context: CliContext): Command {
  const command = new Command('list')
    .description('training jobs, newest first')
    .addHelpText('after', examples('sigma jobs list', 'sigma jobs list --status running --json'))
    .action(async (flags: Flags) => {
      const filters = {
        pack_id: flags.pack,
        model_id: flags.model,
        status: flags.status,
        risk_profile: flags.risk,
      }
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/train/jobs', { params: { query: { ...filters, ...page } } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'job_id', title: 'job', rank: 0 },
            { field: 'model_id', title: 'model', rank: 1 },
            { field: 'kind', rank: 2 },
            { field: 'status', rank: 0 },
            { field: 'progress', align: 'right', rank: 3, show: (value) => percent(Number(value) / 100) },
            { field: 'gate_state', title: 'gate', rank: 2 },
            { field: 'promoted_from', title: 'promoted from', rank: 5 },
            { field: 'tag', rank: 4 },
            { field: 'submitted_at', title: 'asked for', rank: 4, show: agoCell },
          ],
          whenEmpty: 'No trainings yet. Make one with: sigma train MODEL',
        },
        flags,
      )
    })
    .option('--pack <id>', 'only this pack')
    .option('--model <id>', 'only this model')
    .addOption(new Option('--status <state>', 'only jobs in this state').choices(runStates))
    .option('--risk <profile>', 'only jobs of this risk profile')
  return listOptions(pageOptions(command))
}
