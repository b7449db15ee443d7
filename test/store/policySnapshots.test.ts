import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insertBacktest } from '../../src/store/backtests.ts'
import { insertBuild } from '../../src/store/builds.ts'
import { insertPolicySnapshot } from '../../src/store/policies.ts'
import { insertSweep } from '../../src/store/sweeps.ts'
import { insertTraining } from '../../src/store/trainings.ts'
import { temporaryDatabase, temporaryFolder, work } from './temporary.ts'

const folder = 'src/store/migrations/sqlite'
const tables = ['build_runs', 'training_runs', 'backtest_runs', 'backtest_sweeps'] as const

describe('the policy of a run', () => {
  it.each([
    ['build', insertBuild],
    ['training', insertTraining],
    ['backtest', insertBacktest],
    ['sweep', insertSweep],
  ] as const)('is a snapshot that is stored: %s', async (_, insert) => {
    const db = await temporaryDatabase()
    const run = { ...work(1), config: {}, spec: {}, policySnapshotSha: 'p1' }
    await expect(insert(db, run)).rejects.toThrow(/foreign key/i)
    await insertPolicySnapshot(db, 'p1', { slippage_bps: 1 })
    expect(await insert(db, run)).toMatchObject({ policySnapshotSha: 'p1' })
    await expect(db.deleteFrom('policy_snapshots').execute()).rejects.toThrow(/foreign key/i)
  })

  it('is none where there is no policy', async () => {
    const db = await temporaryDatabase()
    expect(await insertBuild(db, { ...work(1), config: {} })).toMatchObject({ policySnapshotSha: null })
  })
})

describe('the upgrade of a database of before', () => {
  it('refers runs to their snapshots, where they were kept, and trainings to their matrix', () => {
    const db = new Libsql(join(temporaryFolder(), 'sigma.db'))
    onTestFinished(() => {
      db.close()
    })
    db.pragma('foreign_keys = on')
    const files = readdirSync(folder).sort()
    const apply = (file: string): unknown => db.exec(readFileSync(join(folder, file), 'utf8'))
    for (const file of files.filter((name) => name < '0013')) apply(file)
    db.exec(`insert into policy_snapshots (sha, policy) values ('kept', '{}')`)
    const lineages = {
      kept: { policy_sha: 'kept', matrix_sha: 'm' },
      lost: { policy_sha: 'lost', matrix_sha: 'm' },
      foreign: { policy_sha: null, matrix_sha: 'm' },
    }
    for (const table of tables) {
      const own = {
        build_runs: `config, asked_at) values ('{}', '2024', `,
        training_runs: `config) values ('{}', `,
        backtest_runs: `config) values ('{}', `,
        backtest_sweeps: `spec) values ('{}', `,
      }[table]
      for (const [id, lineage] of [...Object.entries(lineages), ['none', null] as const]) {
        const [columns, values] = own.split(') values (')
        db.exec(`insert into ${table} (${columns}, id, request_key, status, pack_id, model_id, created_at, lineage)
          values (${values} '${id}', 'k', 'completed', 'p', 'm', '2024', ${lineage ? `'${JSON.stringify(lineage)}'` : 'null'})`)
      }
    }

    apply('0013_lineage.sql')
    for (const table of tables) {
      const rows = db.prepare(`select id, policy_snapshot_sha as sha from ${table} order by id`).all()
      expect(rows, table).toEqual([
        { id: 'foreign', sha: null },
        { id: 'kept', sha: 'kept' },
        { id: 'lost', sha: null },
        { id: 'none', sha: null },
      ])
    }
    expect(db.prepare('select id, matrix_sha as sha from training_runs order by id').all()).toEqual([
      { id: 'foreign', sha: 'm' },
      { id: 'kept', sha: 'm' },
      { id: 'lost', sha: 'm' },
      { id: 'none', sha: null },
    ])
    expect(db.prepare('pragma foreign_key_check').all()).toEqual([])
  })
})
