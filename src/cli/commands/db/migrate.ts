import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'

export function dbMigrate(context: CliContext): Command {
  return new Command('migrate')
    .description(
      'applies the migrations that the database lacks, all or none, and makes it where there is none; --dry-run prints them',
    )
    .addHelpText('after', examples('sigma db migrate --dry-run', 'sigma db migrate'))
    .action(async () => {
      const dryRun = context.globals.dryRun === true
      const { settings } = await context.settings()
      const { databaseState, migrateDatabase } = await import('../../../host/db.ts')
      const look = dryRun ? databaseState : migrateDatabase
      const { engine, database, pending } = await look(context.workspace, settings)
      const migrations = dryRun ? pending : pending.map(({ name }) => ({ name }))
      context.output.answer({ ok: true, dry_run: dryRun, engine, database, migrations }, () => {
        if (pending.length === 0) return `${database} has every migration`
        if (dryRun) return pending.map(({ name, sql }) => `-- ${name}\n${sql.trimEnd()}\n`).join('\n')
        return [`${database}: applied`, ...pending.map(({ name }) => `  ${name}`)].join('\n')
      })
    })
}
