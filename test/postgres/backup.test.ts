import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { backUpStore } from '../../src/store/backup.ts'
import { insertBuild } from '../../src/store/builds.ts'
import { openDatabase } from '../../src/store/database.ts'
import { temporaryFolder, work } from '../store/temporary.ts'
import { giveBackSchema, takeSchema } from './schemas.ts'

it('dumps the schema of the workspace, without its password among the arguments', async () => {
  const target = takeSchema()
  if (target === undefined) throw new Error('these tests run on PostgreSQL')
  const db = await openDatabase(target)
  onTestFinished(async () => {
    await db.destroy()
    await giveBackSchema(target)
  })
  await insertBuild(db, { ...work(1), config: {} })
  const folder = temporaryFolder()
  expect(await backUpStore(target, folder)).toBe('sigma.dump')
  const restored = execFileSync('pg_restore', [
    '--data-only',
    '--file=-',
    join(folder, 'sigma.dump'),
  ]).toString()
  expect(restored).toContain(work(1).id)
})

it('says which program it needs, and never the password', async () => {
  const target = { url: 'postgresql://me:secret@127.0.0.1:1/none' }
  const failed = backUpStore(target, temporaryFolder())
  await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await expect(failed).rejects.not.toThrow('secret')
})
