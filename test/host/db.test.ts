import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { databaseState, migrateDatabase } from '../../src/host/db.ts'
import { testSettings } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

it('the state of a database is told without making it, and after migrating nothing is pending', async () => {
  const workspace = temporaryFolder()
  const settings = await testSettings(workspace)
  const before = await databaseState(workspace, settings)
  expect(before).toMatchObject({ engine: 'sqlite', applied: [] })
  expect(before.pending[0]).toMatchObject({
    name: '0001_policies',
    sql: expect.stringContaining('create table'),
  })
  expect(existsSync(join(workspace, '.sigma')), 'only looked at').toBe(false)

  expect(await migrateDatabase(workspace, settings)).toEqual(before)
  const names = before.pending.map(({ name }) => name)
  expect(await databaseState(workspace, settings)).toMatchObject({ applied: names, pending: [] })
})
