import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestLine, SigmaClient } from '../client/client.ts'
import { SigmaError } from '../core/errors.ts'
import type { Settings } from '../host/settings.ts'

export interface Connection {
  client: SigmaClient
  baseUrl: string
  /** `network`: a server elsewhere; `embedded`: one inside this process. */
  kind: 'network' | 'embedded'
  close(): Promise<void>
}

export interface ConnectOptions {
  workspace: string
  settings: Settings
  threads?: number
  timeoutSeconds?: number
  tokenFile?: string
  onRequest?: (line: RequestLine) => void
}

/** Requests answer at once, since long work runs as a job; the alias routes wait, so the bound is generous. */
const defaultTimeoutSeconds = 600

/**
 * The backend in force: the one that is named, else the workspace's running server, else one inside this
 * process, with no port.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { createSigmaClient } = await import('../client/client.ts')
  const { settings, workspace, onRequest } = options
  const shared = {
    token: await readToken(options),
    timeoutMs: (options.timeoutSeconds ?? defaultTimeoutSeconds) * 1000,
    ...(onRequest && { onRequest }),
  }
  const baseUrl = await findServer(settings, workspace)
  if (baseUrl !== undefined) {
    const { networkTransport } = await import('../client/network.ts')
    const network = networkTransport()
    const client = createSigmaClient({
      ...shared,
      baseUrl: baseUrl.replace(/\/+$/, ''),
      transport: network.send,
    })
    return { client, baseUrl, kind: 'network', close: once(network.close) }
  }
  const { openHost, inProcessTransport } = await import('../host/host.ts')
  const host = await openHost({ workspace, settings, threads: options.threads })
  const client = createSigmaClient({
    ...shared,
    baseUrl: 'http://sigma.local',
    transport: inProcessTransport(host.app),
  })
  return { client, baseUrl: 'the embedded server', kind: 'embedded', close: once(host.close) }
}

/** The address of the server that commands call; undefined when they bring one of their own. */
export async function findServer(settings: Settings, workspace: string): Promise<string | undefined> {
  return settings.base_url ?? (await runningServer(workspace))
}

/** Closes at the first call only, so that whoever is done with a connection may close it early. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => {
    closed ??= close()
    return closed
  }
}

async function readToken({ tokenFile, settings }: ConnectOptions): Promise<string | undefined> {
  if (tokenFile === undefined) return settings.token
  try {
    return (await readFile(tokenFile, 'utf8')).trim()
  } catch (cause) {
    throw new SigmaError('INVALID_PARAM', `--token-file: cannot read ${tokenFile}`, {
      cause,
      next: 'name a file that holds the token',
    })
  }
}

/** The address in `.sigma/server.json`, when the server it names still answers for this workspace. */
async function runningServer(workspace: string): Promise<string | undefined> {
  const url = recordedServer(workspace)
  if (url === undefined) return undefined
  try {
    const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(1_000) })
    return answer.ok ? url : undefined
  } catch (error) {
    // A server that is gone leaves its record behind; the embedded one takes its place.
    if (error instanceof Error) return undefined
    throw error
  }
}

function recordedServer(workspace: string): string | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(join(workspace, '.sigma', 'server.json'), 'utf8'))
    return typeof record === 'object' && record !== null && 'url' in record ? String(record.url) : undefined
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    )
      return undefined
    throw error
  }
}
