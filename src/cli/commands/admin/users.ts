import { Argument, Command } from 'commander'
import type { RequestBody } from '../../../contract/operations.ts'
import { confirmed } from '../../confirmed.ts'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { group } from '../../group.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

export function adminUsers(context: CliContext): Command {
  return group('users', list(context), setRole(context), rotateToken(context))
    .description('whoever has had a token of a server, and what the tokens may do')
    .addHelpText('after', examples('sigma admin users', 'sigma admin users set-role ann user --dry-run'))
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('users with their role, and when they were last there')
    .addHelpText('after', examples('sigma admin users list', 'sigma admin users list --json'))
    .action(async (flags: ListFlags & PageOptions) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/admin/users', { params: { query: page } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'id', title: 'user', rank: 0 },
            { field: 'role', rank: 0 },
            { field: 'scopes', title: 'may', rank: 1, show: String },
            { field: 'tokens', align: 'right', rank: 2 },
            { field: 'last_active', title: 'active', rank: 2, show: agoCell },
            { field: 'created_at', title: 'since', rank: 3, show: agoCell },
          ],
          whenEmpty: 'Nobody has a token. Make one with: sigma admin tokens create NAME --user USER',
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}

type Role = RequestBody<'updateUser'>['role']

const roles: readonly Role[] = ['user', 'admin']

function setRole(context: CliContext): Command {
  return new Command('set-role')
    .description('says what the tokens of a user may do at most: as user everything but administer')
    .argument('<user>', 'whose')
    .addArgument(new Argument('<role>', 'user or admin').choices(roles))
    .addHelpText(
      'after',
      examples('sigma admin users set-role ann admin --yes', 'sigma admin users set-role ann user --dry-run'),
    )
    .action(async (id: string, role: Role) => {
      const body = { role }
      if (shownOnly(context, { method: 'PATCH', path: `/admin/users/${encodeURIComponent(id)}`, body }))
        return
      const answer = await confirmed(context, `give ${id} the role ${role}`, (headers) =>
        context.ask((client) =>
          client.PATCH('/admin/users/{id}', { params: { path: { id } }, body, headers }),
        ),
      )
      context.output.answer(answer, () => `${id} has the role ${role}`)
    })
}

function rotateToken(context: CliContext): Command {
  return new Command('rotate-token')
    .description('ends the tokens of a user, and prints the one in their place, once')
    .argument('<user>', 'whose')
    .addHelpText(
      'after',
      examples('sigma admin users rotate-token ann --yes', 'sigma admin users rotate-token ann --dry-run'),
    )
    .action(async (id: string) => {
      const path = `/admin/users/${encodeURIComponent(id)}/rotate_token`
      if (shownOnly(context, { method: 'POST', path })) return
      const answer = await confirmed(context, `end the tokens of ${id}`, (headers) =>
        context.ask((client) =>
          client.POST('/admin/users/{id}/rotate_token', { params: { path: { id } }, headers }),
        ),
      )
      context.output.answer(answer, () => answer.token_once)
      const scopes = answer.scopes?.join(', ') ?? 'what those of before may'
      context.output.note(
        `${answer.ended ?? 0} ended; the new one may ${scopes}, and is shown this once: ${id} keeps it with sigma login`,
      )
    })
}
