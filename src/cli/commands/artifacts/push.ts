import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { exitCodes } from '../../exitCodes.ts'
import { Interrupted } from '../../interrupted.ts'
import { tally } from '../../output/format.ts'
import { examples } from '../../output/help.ts'

/** Files that a person is shown; --json has them all. */
const shownAtMost = 20

export function artifactsPush(context: CliContext): Command {
  return new Command('push')
    .description(
      'move stored files from the workspace to its bucket (SIGMA_S3_BUCKET); --dry-run tells how many; exit 4 when some are damaged',
    )
    .option('--remove-local', 'remove each file that was moved and is older than an hour')
    .addHelpText(
      'after',
      '\nEach object is read back before the runs of its file refer to it. Stopped, it goes on where it was.',
    )
    .addHelpText('after', examples('sigma artifacts push --dry-run', 'sigma artifacts push --remove-local'))
    .action(async ({ removeLocal = false }: { removeLocal?: boolean }) => {
      const { output, workspace, signal } = context
      const dryRun = context.globals.dryRun === true
      const { settings } = await context.settings()
      const { pushWorkspace } = await import('../../../host/pushArtifacts.ts')
      const line = await output.progress()
      const onFile = (done: { done: number; total: number }) =>
        line.update({ ...done, message: 'moving stored files' })
      const pushed = await pushWorkspace(workspace, settings, { dryRun, removeLocal, signal, onFile })
        .catch((error) => {
          if (!signal.aborted) throw error
          throw new Interrupted('what was moved by now stays so', 'run the same command to go on')
        })
        .finally(() => line.stop())
      const { bucket, moved, removed, damaged } = pushed
      const body = { ok: true, dry_run: dryRun, bucket, ...moved, removed, damaged }
      output.answer(body, () =>
        [
          `${dryRun ? 'would move' : 'moved'} ${tally(moved)} to the bucket ${bucket}`,
          ...(removeLocal && !dryRun ? [`removed ${tally(removed)} from the workspace`] : []),
          ...damaged.slice(0, shownAtMost).map(({ uri, state }) => `  ${state}, so left as it is: ${uri}`),
          ...(damaged.length > shownAtMost ? [`  and ${damaged.length - shownAtMost} more`] : []),
          ...(damaged.length > 0 ? ['next: sigma artifacts verify says what to do'] : []),
          ...(dryRun ? ['nothing was moved (--dry-run)'] : []),
        ].join('\n'),
      )
      if (damaged.length > 0) context.exitWith(exitCodes.negative)
    })
}
