import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { examples } from '../../output/help.ts'
import { watchJob } from './watch.ts'

export function jobsRetry(context: CliContext): Command {
  return new Command('retry')
    .description('do a training again that failed or was canceled, with the same settings and data')
    .argument('<job>', 'id of the job')
    .addHelpText('after', examples('sigma jobs retry ID', 'sigma jobs retry ID --dry-run'))
    .action(async (id: string) => {
      if (shownOnly(context, { method: 'POST', path: `/train/jobs/${encodeURIComponent(id)}/retry` })) return
      const path = { job_id: id }
      await context.ask((client) => client.POST('/train/jobs/{job_id}/retry', { params: { path } }))
      await watchJob(context, id)
    })
}
