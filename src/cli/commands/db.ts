import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'

const engines = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

/** The database of the workspace, as a whole. */
export function db(context: CliContext): Command {
  const description = 'the database that the workspace uses: its state and its migrations'
  return group('db', description, status(context), migrate(context)).addHelpText(
    'after',
    examples('sigma db status', 'sigma db migrate --dry-run'),
  )
}

function status(context: CliContext): Command {
  return new Command('status')
    .description('which database is used, and whether its tables are those of this program; changes nothing')
    .addHelpText('after', examples('sigma db status', 'sigma db status --json'))
    .action(async () => {
      const { settings } = await context.settings()
      const { databaseState } = await import('../../host/db.ts')
      const { engine, database, applied, pending } = await databaseState(context.workspace, settings)
      const names = pending.map(({ name }) => name)
      context.output.answer({ ok: true, engine, database, applied, pending: names }, () =>
        [
          `database  ${engines[engine]}, ${database}`,
          `applied   ${applied.length === 0 ? 'nothing: it is not made yet' : `${applied.length} migrations, up to ${applied.at(-1)}`}`,
          `pending   ${names.length === 0 ? 'nothing' : `${names.join(', ')}; sigma db migrate applies them, and so does the next command`}`,
        ].join('\n'),
      )
    })
}

function migrate(context: CliContext): Command {
  return new Command('migrate')
    .description(
      'applies the migrations that the database lacks, all or none, and makes it where there is none; --dry-run prints them',
    )
    .addHelpText('after', examples('sigma db migrate --dry-run', 'sigma db migrate'))
    .action(async () => {
      const dryRun = context.globals.dryRun === true
      const { settings } = await context.settings()
      const { databaseState, migrateDatabase } = await import('../../host/db.ts')
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
