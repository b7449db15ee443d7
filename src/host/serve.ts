import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { invalidParam, SigmaError } from '../core/errors.ts'
import { isLoopback } from '../server/guard/addresses.ts'
import { isPostgres } from '../store/target.ts'
import { within } from './drain.ts'
import { type Host, type HostOptions, openHost, withoutTokens } from './host.ts'
import type { Settings } from './settings.ts'
import { storeTarget } from './storeTarget.ts'

export interface ServeOptions extends HostOptions {
  host: string
  /** 0 takes a free one. */
  port: number
}

export interface Served {
  url: string
  pid: number
  /**
   * Finishes open requests, hands jobs back and removes the server's record. False when that took longer than it may: what
   * is left the next server goes on with, or closes, once this process has ended.
   */
  stop(): Promise<boolean>
}

/** A token is made by Sigma, but for this one. */
const shortestToken = 16

/** Starts the server of a workspace and records its address there, so that commands find it. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { host: address, port, workspace, settings } = options
  const required = needsTokens(address, settings)
  const { admin_token: adminToken, hosts, origins } = settings
  if (adminToken !== undefined && adminToken.length < shortestToken) {
    const issue = `expected at least ${shortestToken} characters, which nobody guesses`
    throw invalidParam([{ field: 'ADMIN_TOKEN', issue }])
  }
  if (settings.notify_url !== undefined && settings.notify_secret === undefined) {
    const issue = 'is not set, and what notify.url is told has to be signed'
    throw invalidParam([{ field: 'SIGMA_NOTIFY_SECRET', issue }])
  }
  // What is refused anyway is to leave no folder of state behind.
  const target = storeTarget(workspace, settings)
  if (required && adminToken === undefined && !isPostgres(target) && !existsSync(target.file))
    throw withoutTokens(address)
  const limits = {
    perMinute: (settings.rate_limit ?? !isLoopback(address)) ? settings.rate_limit_per_minute : null,
    streamsAtOnce: settings.streams_at_once,
  }
  const guard = { bound: address, required, adminToken, hosts, origins, limits }
  const host = await openHost({ ...options, answersOthers: true, guard })
  const url = await listen(host, address, port)
  host.log.info('serving', { url, workspace, version: manifest.version })
  // Nobody waits for these.
  void host.goOn()
  void host.warmUp()
  const record = join(workspace, '.sigma', 'server.json')
  const own = `${JSON.stringify({ url, pid: process.pid, instance: host.instance })}\n`
  writeFileSync(record, own)
  return {
    url,
    pid: process.pid,
    async stop() {
      host.log.info('stopping')
      // A server that was started later has put its own record there.
      if (existsSync(record) && readFileSync(record, 'utf8') === own) rmSync(record, { force: true })
      const graceMs = 1000 * settings.grace_seconds
      return within(graceMs, host.close(graceMs))
    },
  }
}

/** @throws INVALID_PARAM where a server that others reach is to ask for none */
function needsTokens(address: string, { auth }: Settings): boolean {
  if (isLoopback(address)) return auth ?? false
  if (auth ?? true) return true
  throw invalidParam([{ field: 'server.auth', issue: `is off, and others reach ${address}` }], {
    next: 'leave it out, or leave out --host',
  })
}

async function listen(host: Host, address: string, port: number): Promise<string> {
  try {
    return await (await host.app()).listen({ host: address, port })
  } catch (cause) {
    await host.close()
    if (
      cause instanceof Error &&
      'code' in cause &&
      (cause.code === 'EADDRINUSE' || cause.code === 'EACCES')
    ) {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : 'needs rights that this user does not have'
      throw new SigmaError('UNAVAILABLE', `port ${port} on ${address} ${why}`, {
        next: 'choose another with --port, or let the system choose with --port 0',
        cause,
      })
    }
    throw cause
  }
}
