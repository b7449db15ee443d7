import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { databaseId } from '../../src/store/databaseId.ts'
import { opened, temporaryFolder } from './temporary.ts'

it('is the same each time, and another one for another database', async () => {
  const target = { url: 'postgresql://anywhere' }
  // Each is migrated by itself, and at another time: those of other tests are copies of one.
  const first = await opened(join(temporaryFolder(), 'first.db'))
  const second = await opened(join(temporaryFolder(), 'second.db'))
  expect(await databaseId(first, target)).toMatch(/^[0-9a-f]{12}$/)
  expect(await databaseId(first, target)).toBe(await databaseId(first, target))
  expect(await databaseId(first, target)).not.toBe(await databaseId(second, target))
})

it('is another one for the copy of a file', async () => {
  const [file, copy] = ['first.db', 'second.db'].map((name) => join(temporaryFolder(), name))
  const db = await opened(file)
  const id = await databaseId(db, { file })
  await db.destroy()
  copyFileSync(file, copy)
  expect(await databaseId(await opened(copy), { file: copy })).not.toBe(id)
  expect(await databaseId(await opened(file), { file })).toBe(id)
})
