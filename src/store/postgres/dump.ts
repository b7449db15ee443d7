import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { type PostgresTarget, shownTarget, storeUnavailable } from '../target.ts'

/** The end of what the program says is told, no more of it. */
const TOLD = 2000

/**
 * Writes the tables of a workspace to a file for `pg_restore`, by the server's own program.
 *
 * @throws UNAVAILABLE when the program is not there, or fails, as on a full disk
 */
export async function dumpDatabase(target: PostgresTarget, to: string): Promise<void> {
  const url = new URL(target.url)
  const password = url.searchParams.get('password') ?? decodeURIComponent(url.password)
  // Not among the arguments, which everybody on the machine can read.
  url.password = ''
  url.searchParams.delete('password')
  const args = ['--format=custom', '--no-owner', `--file=${to}`, `--dbname=${url.href}`]
  if (target.schema !== undefined) args.push(`--schema=${JSON.stringify(target.schema)}`)
  const env = password === '' ? process.env : { ...process.env, PGPASSWORD: password }
  const child = spawn('pg_dump', args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-TOLD)
  })
  const failure = await new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code) => resolve(code === 0 ? null : said.trim() || `it ended with ${code}`))
  })
  if (failure === null) return
  throw storeUnavailable(
    `${shownTarget(target)} can't be copied by pg_dump: ${failure}`,
    /output file|no space/i.test(failure)
      ? `Make ${dirname(to)} writable for this user and free some space on its disk, or name another folder.`
      : 'Install the client programs of PostgreSQL (postgresql-client), of the version of the server or a newer one.',
  )
}
