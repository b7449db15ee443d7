import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { inject, onTestFinished } from 'vitest'
import { bucket, credentials, startS3, useCredentials } from '../artifacts/s3Server.ts'
import { bin, environment } from '../e2e/workspace.ts'
import { quickWorkspace } from '../server/testHost.ts'

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
    ...environment,
    ...credentials,
    DATABASE_URL: flags.database_url,
    DB_SCHEMA: flags.db_schema,
    SIGMA_JOBS: flags.jobs,
    SIGMA_S3_ENDPOINT: flags.s3_endpoint,
    SIGMA_S3_BUCKET: flags.s3_bucket,
  }
  return { flags, env }
}

/**
 * A worker in a workspace of its own, as on a machine of its own.
 *
 * @param by the words of a command that is to run it
 */
export async function startWorker(env: Record<string, string | undefined>, by: readonly string[] = []) {
  const cwd = await quickWorkspace()
  const [program, ...argv] = [...by, process.execPath, bin, 'worker', '--concurrency', '1', '--json']
  const child = execa(program, argv, { cwd, env, extendEnv: false, reject: false })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await child
  })
  const [line]: string[] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    child.then(({ stdout, stderr }) => Promise.reject(new Error(`no worker: ${stdout} ${stderr}`))),
  ])
  const { owner }: { owner: string } = JSON.parse(line)
  return { owner, kill: () => child.kill('SIGKILL'), ended: child }
}
