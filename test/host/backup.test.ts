import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Libsql from 'libsql'
import { expect, it } from 'vitest'
import { openArtifacts } from '../../src/artifacts/local.ts'
import { verifyStoredAudit } from '../../src/host/audit.ts'
import { backUpWorkspace, planBackup } from '../../src/host/backup.ts'
import { inNewFolder } from '../../src/host/backupFolder.ts'
import { migrate } from '../../src/store/migrate.ts'
import { migrationsFolder, readMigrations } from '../../src/store/migrations.ts'
import { sqliteMigrations } from '../../src/store/sqlite/migrations.ts'
import { done, modelId, testHost, testSettings } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

/** A workspace with a build in it. */
async function built(): Promise<string> {
  const host = await testHost()
  try {
    await done(host.post('/build_matrix', { model_id: modelId, start: '2015-01-01' }))
  } finally {
    await host.close()
  }
  return host.workspace
}

async function runsOf(workspace: string): Promise<unknown> {
  const host = await testHost({ workspace })
  try {
    return (await host.get('/build_runs')).body
  } finally {
    await host.close()
  }
}

it('copies a workspace, so that another one made of the copy has the same runs and whole files', async () => {
  const workspace = await built()
  const folder = join(temporaryFolder(), 'copy')
  const plan = await planBackup(workspace, await testSettings(workspace), folder)
  expect(existsSync(folder)).toBe(false)
  const backup = await backUpWorkspace(workspace, await testSettings(workspace), folder)
  expect(backup).toEqual(plan)
  expect(backup).toMatchObject({ folder, database: 'sigma.db', damaged: [] })
  expect(readdirSync(folder).sort()).toEqual(['artifacts', 'backup.json', 'sigma.db'])
  expect(backup.files).toBeGreaterThanOrEqual(2)
  expect(JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8'))).toMatchObject({ files: backup.files })

  const restored = temporaryFolder()
  mkdirSync(join(restored, '.sigma'))
  for (const name of ['sigma.db', 'artifacts']) {
    cpSync(join(folder, name), join(restored, '.sigma', name), { recursive: true })
  }
  expect(await runsOf(restored)).toEqual(await runsOf(workspace))
  const audit = await verifyStoredAudit(restored, await testSettings(restored), {})
  expect(audit).toMatchObject({ intact: true, rows: 1 })
  expect(audit).toEqual(await verifyStoredAudit(workspace, await testSettings(workspace), {}))
  const host = await testHost({ workspace: restored })
  try {
    expect(await done(host.post('/artifacts/verify', {}))).toMatchObject({
      intact: true,
      whole: { files: backup.files },
    })
  } finally {
    await host.close()
  }
})

it('leaves out a file that is not what was stored, and names it', async () => {
  const workspace = await built()
  const artifacts = join(workspace, '.sigma', 'artifacts')
  const [first] = readdirSync(artifacts)
  const [name] = readdirSync(join(artifacts, first))
  rmSync(join(artifacts, first, name))
  const folder = join(temporaryFolder(), 'copy')
  const { damaged } = await backUpWorkspace(workspace, await testSettings(workspace), folder)
  expect(damaged).toEqual([{ uri: `file:.sigma/artifacts/${first}/${name}`, state: 'missing' }])
  expect(existsSync(join(folder, 'artifacts', first, name))).toBe(false)
})

it('writes into no folder that holds something, and makes none without a database', async () => {
  const workspace = temporaryFolder()
  const folder = join(workspace, 'copy')
  const copy = async () => backUpWorkspace(workspace, await testSettings(workspace), folder)
  await expect(copy()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(existsSync(folder)).toBe(false)
  await (await testHost({ workspace })).close()
  mkdirSync(folder)
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  await expect(copy()).rejects.toMatchObject({ code: 'INVALID_PARAM' })
  expect(readdirSync(folder)).toEqual(['mine.txt'])
  const plan = async () => planBackup(workspace, await testSettings(workspace), folder)
  await expect(plan()).rejects.toMatchObject({ code: 'INVALID_PARAM' })
})

it('leaves a database of every earlier schema where it is, and finds the files that its rows refer to', async () => {
  const workspace = temporaryFolder()
  mkdirSync(join(workspace, '.sigma'))
  const { uri, size } = await openArtifacts(workspace).put(Buffer.from('bars'), {
    kind: 'matrix',
    extension: 'csv',
  })
  const file = join(workspace, '.sigma', 'sigma.db')
  const connection = new Libsql(file)
  connection.pragma('journal_mode = wal')
  const all = readMigrations(migrationsFolder('sqlite'))
  const schema = (of: Libsql.Database) =>
    of.prepare('select name, sql from sqlite_master order by name').all()
  try {
    for (const [index, { name }] of all.entries()) {
      await migrate(sqliteMigrations(connection, file), all.slice(0, index + 1), file)
      if (name === '0007_matrices') {
        connection.prepare("insert into matrices values ('m', '{}', ?, ?, '2024')").run(uri, uri)
      }
      const before = schema(connection)
      const folder = join(workspace, name)
      const files = name < '0007' ? { files: 0, bytes: 0 } : { files: 1, bytes: size }
      expect(await planBackup(workspace, await testSettings(workspace), folder)).toMatchObject(files)
      // Looking for the files tells of every schema; a copy takes longer.
      if (index % 5 !== 1) continue
      const backup = await backUpWorkspace(workspace, await testSettings(workspace), folder)
      expect(backup).toMatchObject({ migration: name, ...files, damaged: [] })
      expect(schema(connection)).toEqual(before)
      const copy = new Libsql(join(folder, 'sigma.db'))
      expect(schema(copy)).toEqual(before)
      copy.close()
    }
  } finally {
    connection.close()
  }
  // No upgrade has kept a copy of before either.
  expect(existsSync(join(workspace, '.sigma', 'backups'))).toBe(false)
})

it('tells what is wrong with a folder that can not be made', async () => {
  const workspace = temporaryFolder()
  await (await testHost({ workspace })).close()
  const file = join(workspace, 'file')
  writeFileSync(file, 'mine')
  for (const folder of [file, join(file, 'below')]) {
    for (const copy of [backUpWorkspace, planBackup]) {
      const copied = copy(workspace, await testSettings(workspace), folder)
      await expect(copied).rejects.toMatchObject({ code: 'INVALID_PARAM', next: expect.any(String) })
    }
  }
  expect(readFileSync(file, 'utf8')).toBe('mine')
  if (process.platform !== 'linux') return
  const refused = backUpWorkspace(workspace, await testSettings(workspace), '/proc/none/below')
  await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE', next: expect.any(String) })
})

it('removes what it had begun when it fails, and the folders that it made', async () => {
  const top = temporaryFolder()
  const begin = (folder: string) =>
    inNewFolder(folder, async () => {
      mkdirSync(join(folder, 'artifacts'))
      writeFileSync(join(folder, 'artifacts', 'half'), 'half')
      await readFile(join(folder, 'none'))
    })
  const failure = {
    code: 'UNAVAILABLE',
    message: expect.stringContaining('ENOENT'),
    next: expect.any(String),
  }
  await expect(begin(join(top, 'made', 'below'))).rejects.toMatchObject(failure)
  expect(readdirSync(top)).toEqual([])
  mkdirSync(join(top, 'mine'))
  await expect(begin(join(top, 'mine'))).rejects.toMatchObject(failure)
  expect(readdirSync(top)).toEqual(['mine'])
  expect(readdirSync(join(top, 'mine'))).toEqual([])
})
