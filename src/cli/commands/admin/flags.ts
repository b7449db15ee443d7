import { Argument, Command } from 'commander'
import { confirmed } from '../../confirmed.ts'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { group } from '../../group.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

export function adminFlags(context: CliContext): Command {
  return group('flags', list(context), set(context))
    .description('what is switched on and off in a server')
    .addHelpText(
      'after',
      examples('sigma admin flags', 'sigma admin flags set assistant_execute on --dry-run'),
    )
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('every switch, and who has set it')
    .addHelpText('after', examples('sigma admin flags list', 'sigma admin flags list --json'))
    .action(async (flags: ListFlags & PageOptions) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/admin/flags', { params: { query: page } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'key', title: 'flag', rank: 0 },
            { field: 'enabled', title: 'is', rank: 0, show: (enabled) => (enabled === true ? 'on' : 'off') },
            { field: 'description', rank: 1, clip: true },
            { field: 'updated_at', title: 'set', rank: 2, show: agoCell },
            { field: 'updated_by', title: 'by', rank: 2 },
          ],
          whenEmpty: 'There are no flags.',
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}

function set(context: CliContext): Command {
  return new Command('set')
    .description('switches something on or off')
    .argument('<flag>', 'which')
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .addHelpText(
      'after',
      examples(
        'sigma admin flags set assistant_execute on --yes',
        'sigma admin flags set assistant_execute off --dry-run',
      ),
    )
    .action(async (key: string, state: string) => {
      const body = { key, enabled: state === 'on' }
      if (shownOnly(context, { method: 'PATCH', path: '/admin/flags', body })) return
      const answer = await confirmed(context, `switch ${key} ${state}`, (headers) =>
        context.ask((client) => client.PATCH('/admin/flags', { body, headers })),
      )
      context.output.answer(answer, () => `${key} is ${state}`)
    })
}
