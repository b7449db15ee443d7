import { Command } from 'commander'
import type { StoredToken } from '../../../host/apiTokens.ts'
import type { CliContext } from '../../context.ts'
import { positive } from '../../globals.ts'
import { group } from '../../group.ts'
import { names } from '../../listArguments.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'

interface CreateOptions {
  scopes?: string[]
  user?: string
  expiresInDays?: number
}

/** They are made where the store is, so that the first needs no server. */
export function adminTokens(context: CliContext): Command {
  return group('tokens', list(context), create(context), rotate(context), revoke(context))
    .description('tokens that a server of this workspace is called with')
    .addHelpText(
      'after',
      examples('sigma admin tokens', 'sigma admin tokens create desk --scopes read,write --user ann'),
    )
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('tokens, newest first; never the tokens themselves, of which the store has none')
    .addHelpText('after', examples('sigma admin tokens list', 'sigma admin tokens list --json'))
    .action(async (flags: ListFlags) => {
      const { listTokens } = await import('../../../host/apiTokens.ts')
      const { settings } = await context.settings()
      const rows = await listTokens(context.workspace, settings)
      context.output.list(
        { ok: true, rows: rows.map((row) => ({ ...row })), total: rows.length },
        {
          columns: [
            { field: 'name', rank: 0 },
            { field: 'user_id', title: 'user', rank: 1 },
            { field: 'scopes', rank: 0, show: String },
            { field: 'state', rank: 0 },
            { field: 'last_used_at', title: 'used', rank: 2, show: agoCell },
            { field: 'expires_at', title: 'expires', rank: 3 },
            { field: 'created_at', title: 'created', rank: 4, show: agoCell },
            { field: 'id', rank: 1 },
          ],
          whenEmpty: 'No tokens. Make one with: sigma admin tokens create NAME --scopes read',
        },
        flags,
      )
    })
  return listOptions(command)
}

function create(context: CliContext): Command {
  return new Command('create')
    .description('makes a token and prints it, once')
    .argument('<name>', 'what it is for')
    .option('--scopes <list>', 'what it may do: read, write, train, admin (default: read)', names)
    .option('--user <name>', 'whose it is, as quotas and the audit have it (default: local)')
    .option('--expires-in-days <n>', 'when it is good no more (default: never)', positive)
    .addHelpText(
      'after',
      examples(
        'sigma admin tokens create desk --scopes read,write',
        'sigma admin tokens create ci --scopes read --expires-in-days 90 --json',
      ),
    )
    .action(async (name: string, { scopes = ['read'], user, expiresInDays }: CreateOptions) => {
      const { createToken } = await import('../../../host/apiTokens.ts')
      const { settings } = await context.settings()
      const made = await createToken(context.workspace, settings, {
        name,
        scopes,
        ...(user !== undefined && { userId: user }),
        ...(expiresInDays !== undefined && { expiresInDays }),
      })
      tell(context, made)
    })
}

function rotate(context: CliContext): Command {
  return new Command('rotate')
    .description('gives a token another text and prints it, once; the one of before is good no more')
    .argument('<id>', 'id of the token')
    .addHelpText('after', examples('sigma admin tokens rotate ID', 'sigma admin tokens rotate ID --json'))
    .action(async (id: string) => {
      const { rotateToken } = await import('../../../host/apiTokens.ts')
      const { settings } = await context.settings()
      tell(context, await rotateToken(context.workspace, settings, id))
    })
}

function revoke(context: CliContext): Command {
  return new Command('revoke')
    .description('ends a token for good')
    .argument('<id>', 'id of the token')
    .addHelpText('after', examples('sigma admin tokens revoke ID', 'sigma admin tokens revoke ID --json'))
    .action(async (id: string) => {
      const { revokeToken } = await import('../../../host/apiTokens.ts')
      const { settings } = await context.settings()
      const revoked = await revokeToken(context.workspace, settings, id)
      context.output.answer({ ok: true, ...revoked }, () => `${revoked.name} is revoked`)
    })
}

function tell({ output }: CliContext, made: StoredToken & { token: string }): void {
  output.answer({ ok: true, ...made }, () => made.token)
  output.note(
    `${made.name} may ${made.scopes.join(', ')}, for ${made.user_id}; the token is shown this once: keep it with sigma login`,
  )
}
