import crypto from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import { onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../temporaryFolder.ts'

export const bucket = 'sigma-test'

/** What the standard chain finds on a machine with credentials for the server, and with nothing else. */
export const credentials = {
  AWS_ACCESS_KEY_ID: 'S3RVER',
  AWS_SECRET_ACCESS_KEY: 'S3RVER',
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
}

export interface S3Server {
  endpoint: string
  /** What was asked for, such as "PUT /sigma-test/a/b.csv", in order. */
  requests: string[]
  /** Answers requests that it takes on itself, and tells whether it did. */
  intercept(answer: (...request: Parameters<RequestListener>) => boolean): void
  /** Puts other bytes in the place of an object's, behind the server's back. */
  damage(key: string, bytes: string | Uint8Array): void
  /** Puts an object there, faster than by asking. */
  add(key: string, bytes: string): void
  has(key: string): boolean
  /** Sets when an object was stored. */
  date(key: string, time: Date): void
  /** Ends it at once, with the requests that it is answering. */
  stop(): Promise<void>
}

/** Starts a server of the S3 kind on a free port of this machine, with one empty bucket, until the test is over. */
export async function startS3(): Promise<S3Server> {
  letPagesBeCiphered()
  const directory = temporaryFolder()
  const options = { address: '127.0.0.1', port: 0, directory, silent: true }
  const s3rver = new S3rver({ ...options, configureBuckets: [{ name: bucket }] })
  await s3rver.configureBuckets()
  const answer = s3rver.callback()
  // It takes the slash after a bucket's name out of what was signed, and then finds the signature wrong.
  const lax = new S3rver({ ...options, configureBuckets: [], allowMismatchedSignatures: true })
  const answerOnBucket = lax.callback()
  const requests: string[] = []
  let takesOver: Parameters<S3Server['intercept']>[0] = () => false
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    if (takesOver(request, response)) return
    if (/^\/[^/]+\/(\?|$)/.test(request.url ?? '')) answerOnBucket(request, response)
    else answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fileOf = (key: string) => join(directory, bucket, `${key}._S3rver_object`)
  const running = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    intercept: (own: typeof takesOver) => {
      takesOver = own
    },
    damage: (key: string, bytes: string | Uint8Array) => writeFileSync(fileOf(key), bytes),
    add(key: string, bytes: string) {
      mkdirSync(dirname(fileOf(key)), { recursive: true })
      writeFileSync(fileOf(key), bytes)
      writeFileSync(`${fileOf(key)}.md5`, 'of-no-interest')
      writeFileSync(fileOf(key).replace(/object$/, 'metadata.json'), '{}')
    },
    has: (key: string) => existsSync(fileOf(key)),
    date: (key: string, time: Date) => utimesSync(fileOf(key), time, time),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  onTestFinished(() => running.stop())
  return running
}

/**
 * The server ciphers where the next page of a list begins by DES, which OpenSSL 3 leaves out; with one key three times,
 * triple DES is the same.
 */
function letPagesBeCiphered(): void {
  const { createCipheriv, createDecipheriv } = crypto
  const thrice = (key: crypto.CipherKey) =>
    Buffer.concat([Buffer.from(`${key}`), Buffer.from(`${key}`), Buffer.from(`${key}`)])
  vi.spyOn(crypto, 'createCipheriv').mockImplementation((name, key, ...rest) =>
    name === 'des'
      ? createCipheriv('des-ede3-cbc', thrice(key), ...rest)
      : createCipheriv(name, key, ...rest),
  )
  vi.spyOn(crypto, 'createDecipheriv').mockImplementation((name, key, ...rest) =>
    name === 'des'
      ? createDecipheriv('des-ede3-cbc', thrice(key), ...rest)
      : createDecipheriv(name, key, ...rest),
  )
  onTestFinished(() => void vi.restoreAllMocks())
}

/** Gives this process the credentials of the server, and takes them back. */
export function useCredentials(own: Record<string, string> = {}): void {
  for (const [name, value] of Object.entries({ ...credentials, ...own })) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}
