import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

interface Options extends ListFlags, PageOptions {
  user?: string
  action?: string
}

export function adminAuditList(context: CliContext): Command {
  const command = new Command('list')
    .description('what was changed by whom, newest first')
    .option('--user <name>', 'only changes of this user')
    .option('--action <name>', 'only changes by this operation of the contract')
    .addHelpText(
      'after',
      examples('sigma admin audit list', 'sigma admin audit list --action updateQuotas --json'),
    )
    .action(async (flags: Options) => {
      const { user, action } = flags
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/admin/audit', { params: { query: { user, action, ...page } } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'at', title: 'when', rank: 0, show: agoCell },
            { field: 'user_id', title: 'user', rank: 0 },
            { field: 'action', rank: 0 },
            { field: 'status', rank: 0 },
            { field: 'details', rank: 1, show: (details) => JSON.stringify(changedOf(details)) },
            { field: 'client', title: 'from', rank: 2 },
            { field: 'seq', rank: 2 },
            { field: 'request_id', title: 'request', rank: 3 },
            { field: 'id', rank: 3 },
          ],
          whenEmpty: 'Nothing was changed yet.',
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}

/** What was changed where that is known, else what was sent. */
function changedOf(details: unknown): unknown {
  const isKnown = typeof details === 'object' && details !== null && 'changed' in details
  return isKnown ? details.changed : details
}
