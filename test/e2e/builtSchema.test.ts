import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { expect, it, onTestFinished } from 'vitest'
import { readMigrations } from '../../src/store/migrations.ts'
import { builtSchemaText, schemaOf } from '../../src/store/sqlite/builtSchema.ts'
import { root } from '../docs/documents.ts'
import { writeMigrated } from '../store/migratedFile.ts'
import { sigmaHere, temporaryFolder } from './workspace.ts'

const migrations = join(root, 'src', 'store', 'migrations', 'sqlite')

function opened(file: string): Libsql.Database {
  const connection = new Libsql(file)
  onTestFinished(() => {
    connection.close()
  })
  return connection
}

it('gives a new workspace in one go what the migrations give it', async () => {
  const built = readFileSync(join(root, 'dist', 'schemas.json'), 'utf8')
  expect(built).toBe(builtSchemaText(readMigrations(migrations)))

  const [made, migrated] = [temporaryFolder(), temporaryFolder()]
  expect(await sigmaHere(made, ['models', 'list', '--limit', '1'])).toMatchObject({ code: 0 })
  await writeMigrated(join(migrated, 'sigma.db'))
  const sorted = (connection: Libsql.Database) =>
    schemaOf(connection).sort((a, b) => (a.name < b.name ? -1 : 1))
  expect(sorted(opened(join(made, '.sigma', 'sigma.db')))).toEqual(sorted(opened(join(migrated, 'sigma.db'))))

  const { code, stdout } = await sigmaHere(made, ['db', 'status'])
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/pending +nothing/) })
})
