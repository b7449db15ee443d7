import { type Kysely, sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  insertApiToken,
  listGoodTokensOfAdmins,
  listTokensOf,
  revokeTokensOf,
} from '../../src/store/apiTokens.ts'
import { insertBacktest } from '../../src/store/backtests.ts'
import { insertBuild } from '../../src/store/builds.ts'
import { dialectOf } from '../../src/store/database.ts'
import { listFlags, putFlag } from '../../src/store/flags.ts'
import { findJob, listJobs } from '../../src/store/jobs.ts'
import { migrationsFolder, readMigrations } from '../../src/store/migrations.ts'
import { insertPackMetadata, listPackMetadata } from '../../src/store/packMetadata.ts'
import { insertRiskBudget, listRiskBudgets } from '../../src/store/riskBudgets.ts'
import type { Database } from '../../src/store/schema.ts'
import { schemaState } from '../../src/store/schemaState.ts'
import { insertSweep } from '../../src/store/sweeps.ts'
import {
  deleteTemplateDraft,
  findTemplateDraft,
  insertTemplateVersion,
  listTemplateDrafts,
  listTemplateVersions,
  putTemplateDraft,
} from '../../src/store/templates.ts'
import { insertTraining } from '../../src/store/trainings.ts'
import { findUser, listUsers, putUser, setUserRole } from '../../src/store/users.ts'
import { allPages, at, temporaryDatabase, work } from './temporary.ts'

const budget = (packId: string, version: number, limits: object = { min_trades: version }) => ({
  ...{ packId, profile: 'balanced' as const, version, limits },
  riskSha: `sha-${version}`,
  createdAt: at(version),
  createdBy: 'ann',
})

describe('versions', () => {
  it('of risk budgets are listed by profile, the latest first, and stay as they are', async () => {
    const db = await temporaryDatabase()
    const versions = [budget('a', 2), budget('a', 3, { allowed_hours: '13,14' }), budget('b', 2)]
    for (const one of versions) await insertRiskBudget(db, one)
    expect(await listRiskBudgets(db, 'a')).toEqual([versions[1], versions[0]])
    expect(await listRiskBudgets(db)).toEqual([versions[1], versions[0], versions[2]])
    await expect(insertRiskBudget(db, budget('a', 3))).rejects.toThrow(/unique/i)
    await expect(insertRiskBudget(db, budget('c', 1)), 'the first is that of the files').rejects.toThrow(
      /check/i,
    )
  })

  it('of metadata are listed by their latest', async () => {
    const db = await temporaryDatabase()
    const said = (packId: string, version: number) => ({
      ...{ packId, version, metadata: { title: `${packId} ${version}` } },
      createdAt: at(version),
      createdBy: 'ann',
    })
    for (const one of [said('a', 2), said('b', 2), said('a', 3)]) await insertPackMetadata(db, one)
    expect(await listPackMetadata(db)).toEqual([said('a', 3), said('b', 2)])
    expect(await listPackMetadata(db, 'b')).toEqual([said('b', 2)])
  })

  it('of templates stand beside the draft of the next one', async () => {
    const db = await temporaryDatabase()
    const draft = (name: string, step: number) => ({
      ...{ templateId: 'mine', packId: 'a', template: { name }, createdAt: at(0), updatedAt: at(step) },
      updatedBy: 'ann',
    })
    await putTemplateDraft(db, draft('one', 1))
    await putTemplateDraft(db, draft('two', 2))
    expect(await listTemplateDrafts(db)).toEqual([draft('two', 2)])
    expect(await findTemplateDraft(db, 'mine')).toEqual(draft('two', 2))
    await deleteTemplateDraft(db, 'mine')
    expect(await findTemplateDraft(db, 'mine')).toBeUndefined()
    const version = (templateId: string, number: number) => ({
      ...{ templateId, version: number, packId: 'a', template: { name: templateId } },
      publishedAt: at(number),
      publishedBy: 'ann',
    })
    for (const one of [version('mine', 1), version('mine', 2), version('b', 1)])
      await insertTemplateVersion(db, one)
    expect(await listTemplateVersions(db)).toEqual([version('b', 1), version('mine', 2), version('mine', 1)])
    expect(await listTemplateVersions(db, { templateId: 'b' })).toHaveLength(1)
    expect(await listTemplateVersions(db, { packId: 'other' })).toEqual([])
    await expect(insertTemplateVersion(db, version('b', 1))).rejects.toThrow(/unique/i)
  })
})

it('flags are those set last', async () => {
  const db = await temporaryDatabase()
  const flag = (enabled: boolean, step: number) => ({
    ...{ key: 'one', enabled, updatedAt: at(step) },
    updatedBy: 'ann',
  })
  await putFlag(db, flag(true, 1))
  expect(await listFlags(db)).toEqual([flag(true, 1)])
  await putFlag(db, flag(false, 2))
  expect(await listFlags(db)).toEqual([flag(false, 2)])
})

async function token(db: Kysely<Database>, id: string, userId: string, more: object = {}): Promise<void> {
  const kept = { name: id, scopes: ['read'], sha256: id, createdAt: at(1), expiresAt: null }
  await insertApiToken(db, { id, userId, ...kept, ...more })
}

describe('users', () => {
  it('are listed by name, and keep a role that was said', async () => {
    const db = await temporaryDatabase()
    for (const id of ['bob', 'ann', 'Cai']) await putUser(db, { id, role: 'user', createdAt: at(1) })
    expect((await allPages(2, (page) => listUsers(db, page))).map(({ id }) => id)).toEqual([
      'Cai',
      'ann',
      'bob',
    ])
    await putUser(db, { id: 'ann', role: 'admin', createdAt: at(2) })
    expect(await findUser(db, 'ann')).toEqual({ id: 'ann', role: 'admin', createdAt: at(1), roleSetAt: null })
    await setUserRole(db, { id: 'ann', role: 'user', time: at(3), by: 'bob' })
    expect(await findUser(db, 'ann')).toMatchObject({ role: 'user', roleSetAt: at(3) })
    expect(await findUser(db, 'none')).toBeUndefined()
  })

  it('have tokens, which end together', async () => {
    const db = await temporaryDatabase()
    await putUser(db, { id: 'ann', role: 'admin', createdAt: at(1) })
    await putUser(db, { id: 'bob', role: 'user', createdAt: at(1) })
    await token(db, 'one', 'ann', { expiresAt: at(50) })
    await token(db, 'two', 'ann', { createdAt: at(2) })
    await token(db, 'past', 'ann', { expiresAt: at(5) })
    await token(db, 'other', 'bob')
    const ids = async (tokens: Promise<{ id: string }[]>) => (await tokens).map(({ id }) => id)
    expect(await ids(listTokensOf(db, ['ann']))).toEqual(['two', 'past', 'one'])
    expect(await listTokensOf(db, [])).toEqual([])
    expect((await ids(listGoodTokensOfAdmins(db, at(10)))).sort()).toEqual(['one', 'two'])
    expect(await revokeTokensOf(db, 'ann', at(10))).toBe(2)
    expect(await listGoodTokensOfAdmins(db, at(10))).toEqual([])
    expect(await ids(listTokensOf(db, ['bob']))).toEqual(['other'])
  })

  it('of before there were users are those of the tokens, with the role that these give', async () => {
    const db = await temporaryDatabase()
    await putUser(db, { id: 'ann', role: 'user', createdAt: at(9) })
    await putUser(db, { id: 'bob', role: 'user', createdAt: at(9) })
    await token(db, 'one', 'ann', { createdAt: at(3) })
    await token(db, 'two', 'ann', { scopes: ['write', 'admin'], createdAt: at(2) })
    await token(db, 'three', 'bob')
    await sql`delete from users`.execute(db)
    const migration = readMigrations(migrationsFolder(dialectOf(db))).find(({ name }) =>
      name.endsWith('_administration'),
    )
    const statements = migration?.sql.split(/;\n/).filter((statement) => /^\s*insert /m.test(statement)) ?? []
    expect(statements).toHaveLength(1)
    await sql.raw(statements[0]).execute(db)
    expect((await listUsers(db, { limit: 9, offset: 0 })).rows).toEqual([
      { id: 'ann', role: 'admin', createdAt: at(2), roleSetAt: null },
      { id: 'bob', role: 'user', createdAt: at(1), roleSetAt: null },
    ])
  })
})

it('jobs are of every kind, newest first, without the variants of sweeps', async () => {
  const db = await temporaryDatabase()
  await insertBuild(db, { ...work(1), config: {} })
  await insertTraining(db, { ...work(2), config: {}, status: 'queued', owner: null })
  await insertBacktest(db, { ...work(3), config: {} })
  await insertSweep(db, { ...work(4), spec: {}, progressDone: 1, progressTotal: 3 })
  await insertBacktest(db, { ...work(5), config: {}, sweepId: work(4).id })
  const jobs = await allPages(3, (page) => listJobs(db, {}, page))
  expect(
    jobs.map(({ id, kind, progress, attempts, userId }) => [id, kind, progress, attempts, userId]),
  ).toEqual([
    [work(4).id, 'sweep', 33, 1, 'local'],
    [work(3).id, 'backtest', 0, 1, null],
    [work(2).id, 'train', 0, 1, 'local'],
    [work(1).id, 'build', 0, 1, null],
  ])
  expect(jobs[3]).toMatchObject({ submittedAt: at(1), status: 'running', error: null, packId: 'swingsigma' })
  const queued = await listJobs(db, { status: 'queued' }, { limit: 9, offset: 0 })
  expect(queued).toMatchObject({ total: 1, rows: [{ kind: 'train' }] })
  expect(await findJob(db, work(4).id)).toEqual(jobs[0])
  expect(await findJob(db, work(5).id)).toBeUndefined()
})

it('the state of the schema tells what the program lacks, and the database', async () => {
  const db = await temporaryDatabase()
  const all = readMigrations(migrationsFolder(dialectOf(db))).length
  expect(await schemaState(db)).toEqual({ applied: all, pending: 0, unknown: 0 })
  const { name } = await db
    .selectFrom('schema_migrations')
    .select('name')
    .where('id', '=', 1)
    .executeTakeFirstOrThrow()
  const rename = (to: string) =>
    db.updateTable('schema_migrations').set({ name: to }).where('id', '=', 1).execute()
  // Another test gets the tables of this one.
  onTestFinished(async () => void (await rename(name)))
  await rename('other')
  expect(await schemaState(db)).toEqual({ applied: all, pending: 1, unknown: 1 })
})
