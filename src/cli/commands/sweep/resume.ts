import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { follow } from '../../follow.ts'
import { examples } from '../../output/help.ts'
import { sweepWork } from '../../work.ts'
import { printSweep } from './run.ts'

export function sweepResume(context: CliContext): Command {
  return new Command('resume')
    .description('go on with a sweep that was interrupted, canceled or failed; finished rows stay')
    .argument('<sweep>', 'id of the sweep')
    .addHelpText('after', examples('sigma sweep resume ID', 'sigma sweep resume ID --dry-run'))
    .action(async (id: string) => {
      if (shownOnly(context, { method: 'POST', path: `/sweeps/${encodeURIComponent(id)}/resume` })) return
      const path = { sweep_id: id }
      await context.ask((client) => client.POST('/sweeps/{sweep_id}/resume', { params: { path } }))
      await follow(context, 'sweep', id)
      const { deduplicated: _, ...result } = await sweepWork.fetch(context, id, false)
      printSweep(context, result)
    })
}
