import { join, resolve } from 'node:path'
import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { exitCodes } from '../../exitCodes.ts'
import { bytes, plural } from '../../output/format.ts'
import { examples } from '../../output/help.ts'

export function dbBackup(context: CliContext): Command {
  return new Command('backup')
    .description(
      'copies the database and the stored files to a folder, while others may go on working; --dry-run tells how many',
    )
    .argument('[folder]', 'where to (default: .sigma/backups/ and the time)')
    .addHelpText('after', examples('sigma db backup', 'sigma db backup backups/before-the-upgrade --json'))
    .action(async (folder: string | undefined) => {
      const { workspace, output } = context
      const dryRun = context.globals.dryRun === true
      const { settings } = await context.settings()
      const { backUpWorkspace, planBackup } = await import('../../../host/backup.ts')
      const time = new Date().toISOString().replaceAll(':', '-')
      const path = folder === undefined ? join(workspace, '.sigma', 'backups', time) : resolve(folder)
      const backup = await (dryRun ? planBackup : backUpWorkspace)(workspace, settings, path)
      const { database, migration, files, bytes: size, objects, damaged } = backup
      output.answer({ ok: true, dry_run: dryRun, ...backup }, () =>
        [
          `${path}: ${database} (up to ${migration ?? 'no migration'}), and ${plural(files, 'file')} (${bytes(size)})`,
          ...(objects > 0 ? [`  ${plural(objects, 'object')} stay in the bucket`] : []),
          ...damaged.map(({ uri, state }) => `  ${state}, so not in it: ${uri}`),
          ...(damaged.length > 0 ? ['next: sigma artifacts verify says what to do'] : []),
          ...(dryRun ? ['Nothing was written (--dry-run).'] : []),
        ].join('\n'),
      )
      // As of `artifacts verify`: what could be copied is there, and something is wrong.
      if (damaged.length > 0) context.exitWith(exitCodes.negative)
    })
}
