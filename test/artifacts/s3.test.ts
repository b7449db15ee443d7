import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { lookAtBucket, openS3Artifacts } from '../../src/artifacts/s3.ts'
import { asking, openS3Client } from '../../src/artifacts/s3Client.ts'
import { download } from '../../src/artifacts/s3Download.ts'
import type { S3Location } from '../../src/artifacts/s3Location.ts'
import { SigmaError } from '../../src/core/errors.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { bytes, csv, filesOf, sha256, testEveryStore } from './everyStore.ts'
import { bucket, type S3Server, startS3, useCredentials } from './s3Server.ts'

const folder = '0123456789ab'
const uri = `s3://${bucket}/team/${folder}/${sha256.slice(0, 2)}/${sha256}.csv`
const keyOf = (address: string): string => address.slice(`s3://${bucket}/`.length)
const megabyte = 1_024 * 1_024

function placeOf({ endpoint }: { endpoint: string }): S3Location {
  return { bucket, prefix: 'team/', folder, endpoint, region: 'us-east-1', pathStyle: true }
}

function openOn(server: S3Server, own: Partial<S3Location> & { linkSeconds?: number } = {}) {
  useCredentials()
  const cacheFolder = temporaryFolder()
  const { linkSeconds, ...place } = own
  return {
    cacheFolder,
    artifacts: openS3Artifacts({ ...placeOf(server), ...place }, { cacheFolder, linkSeconds }),
  }
}

async function opened(own: Partial<S3Location> & { linkSeconds?: number } = {}) {
  const server = await startS3()
  return { server, ...openOn(server, own) }
}

async function putObject(server: S3Server, Key: string, Body: string): Promise<void> {
  await openS3Client(placeOf(server)).send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
}

async function lastOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  let last: Uint8Array | undefined
  for await (const piece of pieces) last = piece
  return last
}

const failureOf = async (work: Promise<unknown>): Promise<SigmaError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof SigmaError) return error
  throw new Error('expected a SigmaError', { cause: error })
}

testEveryStore('artifacts in a bucket', {
  async open() {
    const { server, artifacts } = await opened()
    return {
      artifacts,
      uri,
      damage: (address, content) => putObject(server, keyOf(address), content),
      date: (address, time) => server.date(keyOf(address), time),
      async putForeign() {
        const key = `team/${folder}/notes.txt`
        await putObject(server, key, 'of somebody else')
        return `s3://${bucket}/${key}`
      },
    }
  },
  foreign: [
    `s3://${bucket}/team/${folder}/${sha256.slice(0, 2)}/../${sha256}.csv`,
    `s3://${bucket}/team/${folder}/00/${sha256}.csv`,
    `s3://${bucket}/team/${folder}/${sha256.slice(0, 2)}/${sha256}`,
    `s3://${bucket}/team/${folder}/${sha256.slice(0, 2)}/${sha256}.csv\n`,
    `s3://${bucket}/team/${sha256.slice(0, 2)}/${sha256}.csv`,
    `s3://${bucket}/../${folder}/${sha256.slice(0, 2)}/${sha256}.csv`,
    `s3://other/team/${folder}/${sha256.slice(0, 2)}/${sha256}.csv`,
    `file:.sigma/artifacts/${sha256.slice(0, 2)}/${sha256}.csv`,
    '',
  ],
})

it('sends bytes that are there a second time only when they are old', async () => {
  const { server, artifacts } = await opened()
  await artifacts.put(bytes, csv)
  server.requests.length = 0
  await artifacts.put(bytes, csv)
  expect(server.requests.map((request) => request.split(' ')[0])).toEqual(['HEAD'])
  server.date(keyOf(uri), new Date(0))
  await artifacts.put(bytes, csv)
  expect(server.requests.at(-1)).toContain('x-id=PutObject')
  expect(await artifacts.get(uri)).toEqual(bytes)
})

it('sends large content in parts, and small content in one', async () => {
  const { server, artifacts } = await opened()
  const large = randomBytes(20 * megabyte + 1)
  const stored = await artifacts.put(large, { kind: 'other', extension: 'bin' })
  expect(server.requests.filter((request) => request.includes('partNumber='))).toHaveLength(3)
  expect((await artifacts.get(stored.uri)).equals(large)).toBe(true)
  server.requests.length = 0
  await artifacts.put(large.subarray(0, 8 * megabyte), { kind: 'other', extension: 'bin' })
  expect(server.requests.join()).not.toContain('partNumber=')
})

it('stores a file of the disk, reading one part after the other', async () => {
  const { artifacts } = await opened()
  const large = randomBytes(17 * megabyte)
  const file = join(temporaryFolder(), 'large.bin')
  writeFileSync(file, large)
  const hash = createHash('sha256').update(large).digest('hex')
  const stored = await artifacts.putFile(file, { sha256: hash, extension: 'bin' })
  expect(await artifacts.check(stored.uri)).toEqual({ state: 'whole', size: large.length })
})

it('gives an upload up when a part is refused, and leaves nothing that can be seen', async () => {
  const { server, artifacts } = await opened()
  const asked: string[] = []
  server.intercept((request, response) => {
    if (request.method === 'DELETE') asked.push(request.url ?? '')
    if (request.method !== 'DELETE' && !request.url?.includes('partNumber=2')) return false
    response.statusCode = request.method === 'DELETE' ? 204 : 400
    response.end()
    return true
  })
  const large = Buffer.alloc(20 * megabyte)
  const failure = await failureOf(artifacts.put(large, { kind: 'other', extension: 'bin' }))
  expect(failure).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('400') })
  expect(asked, 'it is aborted').toEqual([expect.stringContaining('uploadId=')])
  expect(await filesOf({ artifacts })).toEqual([])
})

it('lists more objects than one page has', async () => {
  const { server, artifacts } = await opened()
  const names = Array.from({ length: 1_003 }, (_, index) =>
    createHash('sha256').update(`${index}`).digest('hex'),
  )
  for (const name of names) server.add(`team/${folder}/${name.slice(0, 2)}/${name}.csv`, 'x')
  const listed = await filesOf({ artifacts })
  expect(new Set(listed.map((file) => file.uri)).size).toBe(1_003)
  expect(server.requests.filter((request) => request.includes('list-type=2'))).toHaveLength(2)
})

it.each([{ folder: 'ba9876543210' }, { prefix: '' }, { prefix: 'of/another/team/' }])(
  'lists and removes only what its own database stored, and reads what is at %o',
  async (elsewhere) => {
    const { server, artifacts } = await opened()
    const other = openOn(server, elsewhere)
    const stored = await other.artifacts.put(bytes, csv)
    expect(await filesOf({ artifacts })).toEqual([])
    // A row of before the workspace was moved, or got another prefix, may name it.
    expect(await artifacts.get(stored.uri)).toEqual(bytes)
  },
)

it('finds uploads that were never ended, and aborts them', async () => {
  const { server, artifacts } = await opened()
  const key = keyOf(uri)
  const aborted: string[] = []
  // The server under test lists no uploads: these are the answers of Amazon's documentation.
  server.intercept((request, response) => {
    const { method, url = '' } = request
    const answers: Record<string, string> = {
      uploads: `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>${key}</Key>
        <UploadId>abc</UploadId><Initiated>2024-01-02T00:00:00.000Z</Initiated></Upload></ListMultipartUploadsResult>`,
      parts: `<ListPartsResult><Part><PartNumber>1</PartNumber><Size>8388608</Size></Part>
        <Part><PartNumber>2</PartNumber><Size>5</Size></Part></ListPartsResult>`,
    }
    if (method === 'DELETE') aborted.push(url)
    const answer = url.includes('uploads=')
      ? answers.uploads
      : url.includes('uploadId=')
        ? answers.parts
        : undefined
    if (answer === undefined) return false
    if (method === 'DELETE') response.statusCode = 204
    response.end(method === 'DELETE' ? undefined : answer)
    return true
  })
  const [leftover] = await filesOf({ artifacts })
  expect(leftover).toEqual({
    uri: `${uri}?uploadId=abc`,
    role: 'leftover',
    size: 8 * megabyte + 5,
    modified: new Date('2024-01-02'),
  })
  expect(await artifacts.remove(leftover, new Date())).toBe(true)
  expect(aborted).toEqual([expect.stringContaining('uploadId=abc')])
})

it('keeps a checked copy for readers that need a path, and makes it again when it was changed', async () => {
  const { server, artifacts, cacheFolder } = await opened()
  await artifacts.put(bytes, csv)
  const path = await artifacts.path(uri)
  expect(path).toBe(join(cacheFolder, sha256.slice(0, 2), `${sha256}.csv`))
  server.requests.length = 0
  await artifacts.path(uri)
  expect(server.requests).toEqual([])
  writeFileSync(path, 'other')
  expect(readFileSync(await artifacts.path(uri))).toEqual(bytes)

  server.damage(keyOf(uri), 'damaged')
  writeFileSync(path, 'other')
  await expect(artifacts.path(uri)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(readdirSync(join(cacheFolder, sha256.slice(0, 2))), 'nothing is left aside').toEqual([
    `${sha256}.csv`,
  ])
})

it('gives links that anybody can read from, only where they are asked for', async () => {
  const { server, artifacts } = await opened({ linkSeconds: 60 })
  await artifacts.put(bytes, csv)
  const link = (await artifacts.link(uri, 'text/csv')) ?? ''
  expect(link).toContain('X-Amz-Expires=60')
  const answer = await fetch(link)
  expect(answer.headers.get('content-type')).toContain('text/csv')
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  const tampered = await fetch(link.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'))
  expect(tampered.status).toBe(403)
  expect(await openOn(server).artifacts.link(uri, 'text/csv')).toBeNull()
})

it('tells a bucket that is not there', async () => {
  const { server, artifacts } = await opened({ bucket: 'elsewhere' })
  const failure = { code: 'UNAVAILABLE', next: expect.stringContaining('SIGMA_S3_BUCKET') }
  await expect(artifacts.put(bytes, csv)).rejects.toMatchObject(failure)
  await expect(filesOf({ artifacts })).rejects.toMatchObject(failure)
  await expect(lookAtBucket({ ...placeOf(server), bucket: 'elsewhere' }, '')).rejects.toMatchObject(failure)
  await expect(lookAtBucket(placeOf(server), '')).resolves.toBeUndefined()
})

it.each([
  ['an unknown key', { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' }, 'InvalidAccessKeyId'],
  ['a wrong secret', { AWS_SECRET_ACCESS_KEY: 'of-somebody-else' }, 'SignatureDoesNotMatch'],
  ['none', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 'none were found'],
])('refuses to go on with %s for credentials, and repeats no part of them', async (_, own, why) => {
  const server = await startS3()
  useCredentials(own)
  const artifacts = openS3Artifacts(placeOf(server), { cacheFolder: temporaryFolder(), linkSeconds: 60 })
  for (const work of [
    () => artifacts.put(bytes, csv),
    () => artifacts.exists(uri),
    () => artifacts.get(uri),
    () => artifacts.check(uri),
  ]) {
    const failure = await failureOf(work())
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', next: expect.stringContaining('AWS_ACCESS_KEY_ID') })
    expect(failure.message).toContain(why)
    const told = JSON.stringify({ ...failure, cause: failure.cause, message: failure.message })
    for (const part of Object.values(own)) if (part !== '') expect(told).not.toContain(part)
  }
})

it('tells a server that stops in the middle, and goes on when it is back', async () => {
  const { server, artifacts } = await opened()
  await artifacts.put(bytes, csv)
  let broken = 0
  server.intercept((request, response) => {
    if (request.method !== 'GET' || broken >= 2) return false
    broken++
    response.writeHead(200, { 'content-length': bytes.length })
    response.write(bytes.subarray(0, 5), () => response.destroy())
    return true
  })
  expect(await artifacts.get(uri), 'it is read again').toEqual(bytes)
  broken = Number.NEGATIVE_INFINITY
  const unreachable = { code: 'UNAVAILABLE', next: expect.stringContaining('SIGMA_S3_ENDPOINT') }
  await expect(artifacts.get(uri)).rejects.toMatchObject(unreachable)
  await expect(artifacts.check(uri)).rejects.toMatchObject(unreachable)
  await server.stop()
  await expect(artifacts.put(bytes, csv)).rejects.toMatchObject(unreachable)
})

it('asks a server that is overloaded again', async () => {
  const { server, artifacts } = await opened()
  let refused = 0
  server.intercept((_, response) => {
    if (refused >= 2) return false
    refused++
    response.statusCode = 503
    response.end('<Error><Code>SlowDown</Code></Error>')
    return true
  })
  expect(await artifacts.put(bytes, csv)).toMatchObject({ uri })
  expect(refused).toBe(2)
})

it.each(['an answer', 'the rest of an object'])(
  'gives up waiting for %s, after it has tried again',
  async (what) => {
    const { server } = await opened()
    let asked = 0
    server.intercept((_, response) => {
      asked++
      if (what !== 'an answer') response.writeHead(200, { 'content-length': 100 }).write('the first bytes')
      return true
    })
    const client = openS3Client(placeOf(server), { idleMs: 50 })
    const read = asking(placeOf(server), () => download(client, { Bucket: bucket, Key: keyOf(uri) }, lastOf))
    await expect(read).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('no answer in time'),
    })
    expect(asked).toBe(4)
  },
)

it('tells an object that may not be read, and goes on to the next when all are checked', async () => {
  const { server, artifacts } = await opened()
  await artifacts.put(bytes, csv)
  server.intercept(({ method }, response) => {
    if (method !== 'GET') return false
    response.statusCode = 403
    response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>')
    return true
  })
  expect(await artifacts.check(uri)).toEqual({
    state: 'unreadable',
    size: 0,
    why: 'the server refuses access',
  })
  await expect(artifacts.get(uri)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    next: expect.stringContaining('object-storage.md'),
  })
})
