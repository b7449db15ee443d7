import { expect, it } from 'vitest'
import { readSettings } from '../../src/host/settings.ts'
import { storeTarget } from '../../src/host/storeTarget.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

const targetOf = async (env: NodeJS.ProcessEnv) => {
  const workspace = temporaryFolder()
  const read = await readSettings({ workspace, env: { XDG_CONFIG_HOME: workspace, ...env } })
  return storeTarget('/place', read.settings)
}

it('the store is the file of the workspace unless a database is named', async () => {
  expect(await targetOf({})).toEqual({ file: '/place/.sigma/sigma.db' })
  const others = { PGHOST: 'host', PGDATABASE: 'db', DB_USER: 'me', DB_PASSWORD: 'p', DB_SCHEMA: 's' }
  expect(await targetOf(others), 'what other programs have set chooses nothing').toEqual({
    file: '/place/.sigma/sigma.db',
  })
})

it.each([
  [{ DATABASE_URL: 'postgresql://me@host/db' }, 'postgresql://me@host/db'],
  [{ DATABASE_URL: 'postgres://one', DB_HOST: 'other' }, 'postgres://one'],
  [{ SIGMA_DATABASE_URL: 'postgres://ours', DATABASE_URL: 'postgres://theirs' }, 'postgres://ours'],
  [
    { DB_HOST: 'host', DB_PORT: '5433', DB_USER: 'me', DB_PASSWORD: 'p@:/?&', DB_NAME: 'db' },
    'postgresql:///db?host=host&port=5433&user=me&password=p%40%3A%2F%3F%26',
  ],
  [{ DB_DATABASE: 'db' }, 'postgresql:///db'],
  [{ DB_HOST: '/run/postgresql' }, 'postgresql:///?host=%2Frun%2Fpostgresql'],
])('%j is the database %s', async (env, url) => {
  expect(await targetOf(env)).toEqual({ url, retrySeconds: 30 })
})

it('a schema and the time of retries belong to the database', async () => {
  const env = { DATABASE_URL: 'postgres://host/db', DB_SCHEMA: 'research', SIGMA_STORE_RETRY_SECONDS: '5' }
  expect(await targetOf(env)).toEqual({ url: 'postgres://host/db', schema: 'research', retrySeconds: 5 })
})
