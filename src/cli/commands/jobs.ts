import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'
import { jobsCancel } from './jobs/cancel.ts'
import { jobsList } from './jobs/list.ts'
import { jobsRetry } from './jobs/retry.ts'
import { jobsShow } from './jobs/show.ts'
import { jobsWatch } from './jobs/watch.ts'

/** Trainings as jobs: fits and promotions. */
export function jobs(context: CliContext): Command {
  return group(
    'jobs',
    jobsList(context),
    jobsShow(context),
    jobsWatch(context),
    jobsCancel(context),
    jobsRetry(context),
  ).addHelpText('after', examples('sigma jobs', 'sigma jobs list --status failed'))
}
