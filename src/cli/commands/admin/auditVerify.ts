import { Command } from 'commander'
import type { VerifiedAudit } from '../../../host/audit.ts'
import type { CliContext } from '../../context.ts'
import { exitCodes } from '../../exitCodes.ts'
import { plural } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import type { Output } from '../../output/output.ts'

/** It reads the store itself: a server could be the one that is not to be believed. */
export function adminAuditVerify(context: CliContext): Command {
  return new Command('verify')
    .description("check the audit of the workspace's store row by row; exit 4 when something is wrong")
    .option('--head <hash>', 'a head that was noted before: told when it is there no more')
    .addHelpText('after', examples('sigma admin audit verify', 'sigma admin audit verify --head HASH --json'))
    .action(async ({ head: expected }: { head?: string }) => {
      const { verifyStoredAudit } = await import('../../../host/audit.ts')
      const { settings } = await context.settings()
      const { output } = context
      const found = await output.during(
        'reading the audit',
        verifyStoredAudit(context.workspace, settings, { ...(expected !== undefined && { expected }) }),
      )
      output.answer({ ok: true, ...found }, () => verifiedText(found, output))
      if (!found.intact) context.exitWith(exitCodes.negative)
    })
}

function verifiedText({ rows, unchained, head, fault }: VerifiedAudit, { paint }: Output): string {
  const before = unchained > 0 ? `, and ${plural(unchained, 'row')} of before there was a chain` : ''
  const isSound = `${plural(rows, 'row')} follow each other${before}`
  if (!fault) {
    return [
      `${paint.green('nothing was changed, removed or inserted')}; ${isSound}`,
      ...(head ? [`head: ${head.hash} (row ${head.seq}, ${head.at})`] : []),
    ].join('\n')
  }
  const { kind, seq, id, why } = fault
  return [
    `${paint.red('something is wrong')}; ${isSound}`,
    `${kind}: ${seq === null ? why : `row ${seq} (${id}): ${why}`}`,
    'next: compare with a backup (sigma db backup), and see who can write to the database',
  ].join('\n')
}
