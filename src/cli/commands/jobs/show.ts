import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { jobText } from '../../output/jobText.ts'

export function jobsShow(context: CliContext): Command {
  return new Command('show')
    .description('one training job: how it stands, and what it is of')
    .argument('<job>', 'id of the job')
    .addHelpText('after', examples('sigma jobs show ID', 'sigma jobs show ID --json'))
    .action(async (id: string) => {
      const path = { job_id: id }
      const job = await context.ask((client) => client.GET('/train/jobs/{job_id}', { params: { path } }))
      context.output.answer(job, () => jobText(job))
    })
}
