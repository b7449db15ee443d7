import { expect, it } from 'vitest'
import { pushWorkspace } from '../../src/host/pushArtifacts.ts'
import { bucket, startS3, useCredentials } from '../artifacts/s3Server.ts'
import { done, modelId, quick, type TestHost, testHost, testSettings } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { schemaOf } from './schemas.ts'

it('lets machines that share a database and a bucket go on with the runs of one another', async () => {
  useCredentials()
  const { endpoint } = await startS3()
  const s3 = { s3_bucket: bucket, s3_endpoint: endpoint }
  const [first, second] = [temporaryFolder(), temporaryFolder()]
  const shared = schemaOf(first)
  if (shared === undefined) throw new Error('these tests run on PostgreSQL')
  const database = { database_url: shared.url, db_schema: shared.schema }

  async function on<Result>(
    workspace: string,
    flags: Record<string, unknown>,
    work: (host: TestHost) => Promise<Result>,
  ): Promise<Result> {
    const host = await testHost({ workspace, flags: { ...database, ...flags } })
    try {
      return await work(host)
    } finally {
      await host.close()
    }
  }

  // One of them was alone at first, without a bucket.
  const build = { model_id: modelId, start: '2015-01-01' }
  await on(first, {}, (host) => done(host.post('/build_matrix', build)))
  const { moved } = await pushWorkspace(first, await testSettings(first, { ...database, ...s3 }), {
    dryRun: false,
    removeLocal: false,
    signal: new AbortController().signal,
    onFile: () => undefined,
  })
  expect(moved.files).toBeGreaterThan(1)

  await on(second, s3, async (host) => {
    expect(await done(host.post('/build_matrix', build))).toMatchObject({ matrix_cached: true })
    await done(host.post('/train', quick))
    const verified = JSON.parse((await host.post('/artifacts/verify')).text)
    expect(verified).toMatchObject({ intact: true, recent: { files: 0 } })
  })
  await on(first, s3, async (host) => {
    const { rows } = await done(host.get('/artifacts?kind=model'))
    expect(rows).toHaveLength(1)
    const folder = `s3://${bucket}/`.length + 12
    const all = (await done(host.get('/artifacts'))).rows.map(({ uri }) => uri.slice(0, folder))
    expect(new Set(all).size, 'both store in one folder').toBe(1)
    expect(JSON.parse((await host.post('/artifacts/verify')).text)).toMatchObject({ intact: true })
  })
})
