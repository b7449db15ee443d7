import type { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { group } from '../../group.ts'
import { examples } from '../../output/help.ts'
import { adminAuditList } from './auditList.ts'
import { adminAuditVerify } from './auditVerify.ts'

export function adminAudit(context: CliContext): Command {
  return group('audit', adminAuditList(context), adminAuditVerify(context))
    .description('what was changed by whom')
    .addHelpText('after', examples('sigma admin audit', 'sigma admin audit verify'))
}
