import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { inject, onTestFinished } from 'vitest'
import { bucket, credentials, startS3, useCredentials } from '../artifacts/s3Server.ts'
import { bin, environment } from '../e2e/workspace.ts'
import { quickWorkspace } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import type { Given } from './sharedWork.ts'

/** A database and a bucket of the test's own, as flags of a host and as the environment of a process. */
export async function sharedPlaces() {
  useCredentials()
  const { endpoint } = await startS3()
  const flags = {
    database_url: inject('postgresUrl'),
    db_schema: `processes_${randomUUID().replaceAll('-', '').slice(0, 12)}`,
    jobs: 'pgboss',
    s3_endpoint: endpoint,
    s3_bucket: bucket,
  }
  const env = {
    ...environmentOf(flags),
    ...credentials,
    SIGMA_S3_ENDPOINT: flags.s3_endpoint,
    SIGMA_S3_BUCKET: flags.s3_bucket,
  }
  return { flags, env }
}

/** Where a process is to find what a host with these flags has. */
export const environmentOf = (flags: Given['flags']) => ({
  ...environment,
  DATABASE_URL: flags.database_url,
  DB_SCHEMA: flags.db_schema,
  SIGMA_JOBS: flags.jobs,
})

/** A script that a process runs before anything else, and each of its threads does too. */
export function preloading(script: string): { NODE_OPTIONS: string } {
  const file = join(temporaryFolder(), 'before.cjs')
  writeFileSync(file, script)
  return { NODE_OPTIONS: `--require=${file}` }
}

interface OwnOptions {
  /** A workspace of its own when absent, as on a machine of its own. */
  cwd?: string
  queues?: string
  /** The words of a command that is to run it. */
  by?: readonly string[]
}

/** A worker as a process. */
export async function startWorker(
  env: Record<string, string | undefined>,
  { cwd, queues = 'runs,fits', by = [] }: OwnOptions = {},
) {
  const words = [process.execPath, bin, 'worker', '--concurrency', '1', '--queues', queues, '--json']
  const [program, ...argv] = [...by, ...words]
  const child = execa(program, argv, {
    ...{ env, extendEnv: false, reject: false },
    cwd: cwd ?? (await quickWorkspace()),
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await child
  })
  const [line]: string[] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    child.then(({ stdout, stderr }) => Promise.reject(new Error(`no worker: ${stdout} ${stderr}`))),
  ])
  const { owner }: { owner: string } = JSON.parse(line)
  return {
    owner,
    kill: () => child.kill('SIGKILL'),
    async stop() {
      child.kill('SIGTERM')
      return child
    },
    ended: child,
  }
}
