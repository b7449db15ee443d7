import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'
import { adminAudit } from './admin/audit.ts'
import { adminQuotas } from './admin/quotas.ts'
import { adminTokens } from './admin/tokens.ts'

/** What an administrator does. Tokens are those of the workspace's own store; all else is asked of a server. */
export function admin(context: CliContext): Command {
  return new Command('admin')
    .addCommand(adminTokens(context))
    .addCommand(adminQuotas(context))
    .addCommand(adminAudit(context))
    .addHelpText('after', examples('sigma admin tokens list', 'sigma admin audit'))
}
