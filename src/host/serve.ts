import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { type Host, type HostOptions, openHost } from './host.ts'

export interface ServeOptions extends HostOptions {
  host: string
  /** 0 takes a free one. */
  port: number
}

export interface Served {
  url: string
  pid: number
  /** Finishes open requests, stops jobs and removes the server's record. */
  stop(): Promise<void>
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** Starts the server of a workspace and records its address there, so that commands find it. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { host: address, port, workspace } = options
  if (!loopback.has(address)) {
    throw invalidParam(
      [
        {
          field: '--host',
          issue: `${address} is not a loopback address, and the server has no authentication yet`,
        },
      ],
      {
        next: 'leave out --host, and reach it from elsewhere through an SSH tunnel',
      },
    )
  }
  const host = await openHost({ ...options, answersOthers: true })
  const url = await listen(host, address, port)
  // Nobody waits for it.
  void host.goOn()
  const record = join(workspace, '.sigma', 'server.json')
  const own = `${JSON.stringify({ url, pid: process.pid, instance: host.instance })}\n`
  writeFileSync(record, own)
  return {
    url,
    pid: process.pid,
    async stop() {
      // A server that was started later has put its own record there.
      if (existsSync(record) && readFileSync(record, 'utf8') === own) rmSync(record, { force: true })
      await host.close()
    },
  }
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
