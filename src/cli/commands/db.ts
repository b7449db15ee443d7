import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'
import { dbBackfill } from './db/backfill.ts'
import { dbBackup } from './db/backup.ts'
import { dbImport } from './db/import.ts'
import { dbMigrate } from './db/migrate.ts'
import { dbSeed } from './db/seed.ts'
import { dbStatus } from './db/status.ts'

/** The database of the workspace, as a whole. */
export function db(context: CliContext): Command {
  return group(
    'db',
    dbStatus(context),
    dbMigrate(context),
    dbSeed(context),
    dbImport(context),
    dbBackfill(context),
    dbBackup(context),
  ).addHelpText('after', examples('sigma db status', 'sigma db migrate --dry-run'))
}
