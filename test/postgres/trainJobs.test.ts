import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, inject, it, onTestFinished } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { migrationsFolder, readMigrations } from '../../src/store/migrations.ts'
import { postgresMigrations } from '../../src/store/postgres/migrations.ts'

it('makes a job of each training of before', async () => {
  const schema = `test_${randomUUID().replaceAll('-', '')}`
  const pool = new pg.Pool({ connectionString: inject('postgresUrl'), options: `-c search_path=${schema}` })
  const client = await pool.connect()
  onTestFinished(async () => {
    await client.query(`drop schema ${schema} cascade`)
    client.release()
    await pool.end()
  })
  await client.query(`create schema ${schema}`)
  const all = readMigrations(migrationsFolder('postgres'))
  const connection = postgresMigrations(client, schema)
  await migrate(
    connection,
    all.filter(({ name }) => name < '0016'),
    schema,
  )
  await client.query(`insert into training_runs
    (id, request_key, status, pack_id, model_id, config, lineage, metrics, created_at) values
    ('done', 'k', 'completed', 'p', 'm', '{"seed":7}', '{"matrix_sha":"x"}',
      '{"accuracy":0.5,"gate_state":"failed","importance":{}}', '2024-01-01'),
    ('waits', 'k', 'queued', 'p', 'm', '{}', null, null, '2024-01-03')`)
  await migrate(connection, all, schema)
  const { rows } = await client.query(`select job.*, run.gate_state from train_jobs job
    join training_runs run using (id) order by id`)
  expect(rows).toMatchObject([
    {
      id: 'done',
      kind: 'fit',
      seed: '7',
      status: 'completed',
      gate_state: 'failed',
      lineage: { matrix_sha: 'x' },
    },
    { id: 'waits', kind: 'fit', seed: null, status: 'queued', gate_state: null, lineage: {}, metrics: null },
  ])
  expect(rows[0].metrics).toEqual({ accuracy: 0.5, gate_state: 'failed' })
})
