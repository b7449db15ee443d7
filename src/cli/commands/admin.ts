import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'
import { adminAudit } from './admin/audit.ts'
import { adminFlags } from './admin/flags.ts'
import { adminJobs } from './admin/jobs.ts'
import { adminQuotas } from './admin/quotas.ts'
import { adminRiskProfiles } from './admin/riskProfiles.ts'
import { adminTemplates } from './admin/templates.ts'
import { adminTokens } from './admin/tokens.ts'
import { adminUsers } from './admin/users.ts'

/** What an administrator does. Tokens are those of the workspace's own store; all else is asked of a server. */
export function admin(context: CliContext): Command {
  return new Command('admin')
    .addCommand(adminTokens(context))
    .addCommand(adminQuotas(context))
    .addCommand(adminUsers(context))
    .addCommand(adminRiskProfiles(context))
    .addCommand(adminTemplates(context))
    .addCommand(adminFlags(context))
    .addCommand(adminJobs(context))
    .addCommand(adminAudit(context))
    .addHelpText('after', examples('sigma admin tokens list', 'sigma admin audit'))
}
