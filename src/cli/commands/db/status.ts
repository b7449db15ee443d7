import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'

const engines = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

export function dbStatus(context: CliContext): Command {
  return new Command('status')
    .description('which database is used, and whether its tables are those of this program; changes nothing')
    .addHelpText('after', examples('sigma db status', 'sigma db status --json'))
    .action(async () => {
      const { settings } = await context.settings()
      const { databaseState } = await import('../../../host/db.ts')
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
