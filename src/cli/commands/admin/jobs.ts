import { Command, Option } from 'commander'
import { confirmed } from '../../confirmed.ts'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { group } from '../../group.ts'
import { percent } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'
import { runStates } from '../../runFilters.ts'

interface ListOptions extends ListFlags, PageOptions {
  status?: string
}

export function adminJobs(context: CliContext): Command {
  return group('jobs', list(context), retry(context), cancel(context))
    .description('what a server works on, of every kind and of every user')
    .addHelpText('after', examples('sigma admin jobs', 'sigma admin jobs list --status running'))
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('builds, trainings, backtests and sweeps, newest first')
    .addOption(new Option('--status <state>', 'only jobs in this state').choices(runStates))
    .addHelpText('after', examples('sigma admin jobs list', 'sigma admin jobs list --status failed --json'))
    .action(async (flags: ListOptions) => {
      const { status } = flags
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/admin/jobs', { params: { query: { status, ...page } } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'job_id', title: 'job', rank: 0 },
            { field: 'kind', rank: 0 },
            { field: 'status', rank: 0 },
            { field: 'progress', align: 'right', rank: 3, show: (value) => percent(Number(value) / 100) },
            { field: 'model_id', title: 'model', rank: 1 },
            { field: 'user_id', title: 'user', rank: 2 },
            { field: 'attempts', align: 'right', rank: 5 },
            { field: 'submitted_at', title: 'asked for', rank: 3, show: agoCell },
            { field: 'error.message', title: 'error', rank: 4, clip: true },
          ],
          whenEmpty: 'No jobs.',
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}

function retry(context: CliContext): Command {
  return new Command('retry')
    .description('does a training again, or goes on with a sweep, that failed or was canceled')
    .argument('<job>', 'id of the job')
    .addHelpText('after', examples('sigma admin jobs retry ID', 'sigma admin jobs retry ID --dry-run'))
    .action(async (id: string) => {
      if (shownOnly(context, { method: 'POST', path: `/admin/jobs/${encodeURIComponent(id)}/retry` })) return
      const answer = await context.ask((client) =>
        client.POST('/admin/jobs/{id}/retry', { params: { path: { id } } }),
      )
      context.output.answer(answer, () => `the job ${id} is done again`)
    })
}

function cancel(context: CliContext): Command {
  return new Command('cancel')
    .description('stops a job of any user')
    .argument('<job>', 'id of the job')
    .addHelpText(
      'after',
      examples('sigma admin jobs cancel ID --yes', 'sigma admin jobs cancel ID --dry-run'),
    )
    .action(async (id: string) => {
      if (shownOnly(context, { method: 'POST', path: `/admin/jobs/${encodeURIComponent(id)}/cancel` })) return
      const answer = await confirmed(context, `stop the job ${id}`, (headers) =>
        context.ask((client) =>
          client.POST('/admin/jobs/{id}/cancel', { params: { path: { id } }, headers }),
        ),
      )
      context.output.answer(answer, () => `the job ${id} is being stopped`)
    })
}
