import { Command } from 'commander'
import type { ArtifactsCollected } from '../../../contract/types.ts'
import type { CliContext } from '../../context.ts'
import { tally } from '../../output/format.ts'
import { examples } from '../../output/help.ts'

/** Files that a person is shown; --json has a thousand. */
const shownAtMost = 20

export function artifactsGc(context: CliContext): Command {
  return new Command('gc')
    .description('remove stored files that no run refers to, and leftovers of killed writes')
    .addHelpText(
      'after',
      '\nOnly files older than an hour are removed. With --dry-run it tells which, and removes none.',
    )
    .addHelpText('after', examples('sigma artifacts gc --dry-run', 'sigma artifacts gc --json'))
    .action(async () => {
      const { output, globals } = context
      // The plan is the server's to make: the request is sent, and says that nothing is to be removed.
      const body = { dry_run: globals.dryRun ?? false }
      const asked = context.ask((client) => client.POST('/artifacts/gc', { body }))
      const collected = await output.during('looking for files that no run refers to', asked)
      output.answer(collected, () => collectedText(collected))
    })
}

function collectedText(collected: ArtifactsCollected): string {
  const { dry_run: dryRun, files, unreferenced, leftovers, recent, foreign, rows } = collected
  const shown = rows.slice(0, shownAtMost)
  const rest = files - shown.length
  return [
    dryRun ? `would remove ${tally(collected)}` : `removed ${tally(collected)}`,
    ...(files > 0
      ? [
          `  no run refers to: ${tally(unreferenced)}`,
          `  half-written by a process that was killed: ${tally(leftovers)}`,
        ]
      : []),
    ...(recent.files > 0
      ? [`left ${tally(recent)} so new that a run may be about to refer to it; it is looked at in an hour`]
      : []),
    ...(foreign.files > 0 ? [`left ${tally(foreign)} that Sigma did not write`] : []),
    ...shown.map(({ uri }) => `  ${uri}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    ...(dryRun ? ['nothing was removed (--dry-run)'] : []),
  ].join('\n')
}
