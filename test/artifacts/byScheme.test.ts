import { expect, it } from 'vitest'
import { artifactsByScheme } from '../../src/artifacts/byScheme.ts'
import { openArtifacts } from '../../src/artifacts/local.ts'
import { openS3Artifacts } from '../../src/artifacts/s3.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { bytes, csv, filesOf, sha256 } from './everyStore.ts'
import { bucket, startS3, useCredentials } from './s3Server.ts'

const local = `file:.sigma/artifacts/${sha256.slice(0, 2)}/${sha256}.csv`
const remote = `s3://${bucket}/0123456789ab/${sha256.slice(0, 2)}/${sha256}.csv`

async function both() {
  useCredentials()
  const { endpoint } = await startS3()
  const location = {
    bucket,
    prefix: '',
    folder: '0123456789ab',
    endpoint,
    region: 'us-east-1',
    pathStyle: true,
  }
  const folder = openArtifacts(temporaryFolder())
  const options = { cacheFolder: temporaryFolder(), linkSeconds: undefined }
  return { folder, openBucket: async () => openS3Artifacts(location, options) }
}

it('stores in the bucket, and reads each file where its address says', async () => {
  const { folder, openBucket } = await both()
  await folder.put(bytes, csv)
  const artifacts = artifactsByScheme(folder, openBucket)
  expect(await artifacts.exists(remote)).toBe(false)
  expect(await artifacts.put(bytes, csv)).toMatchObject({ uri: remote })
  for (const uri of [local, remote]) {
    expect(await artifacts.get(uri)).toEqual(bytes)
    expect(await artifacts.check(uri)).toMatchObject({ state: 'whole' })
  }
  const files = await filesOf({ artifacts })
  expect(files.map(({ uri }) => uri)).toEqual([local, remote])
  for (const file of files) expect(await artifacts.remove(file, new Date(Date.now() + 60_000))).toBe(true)
  expect(await filesOf({ artifacts })).toEqual([])
})

it('says which setting is missing for a file in a bucket', async () => {
  const artifacts = artifactsByScheme(openArtifacts(temporaryFolder()), undefined)
  expect(await artifacts.put(bytes, csv)).toMatchObject({ uri: local })
  await expect(artifacts.get(remote)).rejects.toMatchObject({
    code: 'INVALID_PARAM',
    next: expect.stringContaining('SIGMA_S3_BUCKET'),
  })
})

it('opens the bucket when it is first needed, once, and again when that failed', async () => {
  const { folder, openBucket } = await both()
  let opened = 0
  const artifacts = artifactsByScheme(folder, async () => {
    if (++opened === 1) throw new Error('no database')
    return openBucket()
  })
  await expect(artifacts.get(local)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(opened).toBe(0)
  await expect(artifacts.put(bytes, csv)).rejects.toThrow('no database')
  await artifacts.put(bytes, csv)
  await artifacts.get(remote)
  expect(opened).toBe(2)
})
