import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { examples } from '../../output/help.ts'

export function jobsCancel(context: CliContext): Command {
  return new Command('cancel')
    .description('stop a training, in whatever process it runs')
    .argument('<job>', 'id of the job')
    .addHelpText('after', examples('sigma jobs cancel ID', 'sigma jobs cancel ID --dry-run'))
    .action(async (id: string) => {
      if (shownOnly(context, { method: 'POST', path: `/train/jobs/${encodeURIComponent(id)}/cancel` })) return
      const path = { job_id: id }
      const job = await context.ask((client) =>
        client.POST('/train/jobs/{job_id}/cancel', { params: { path } }),
      )
      context.output.answer(job, () =>
        [`training ${id} is being stopped`, `do it again with: sigma jobs retry ${id}`].join('\n'),
      )
    })
}
