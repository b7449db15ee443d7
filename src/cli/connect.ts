import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestLine, SigmaClient } from '../client/client.ts'
import { BackendUnreachable } from '../client/failure.ts'
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
  /** Aborted by Ctrl-C, which ends what a server inside this process is doing. */
  signal: AbortSignal
  onRequest?: (line: RequestLine) => void
}

/** A live server answers in milliseconds, one on a loaded machine in seconds. */
const livenessMs = 5_000

/** Requests answer at once, since long work runs as a job; the alias routes wait, so the bound is generous. */
const defaultTimeoutSeconds = 600

/**
 * The backend in force: the one that is named, else the workspace's running server, else one inside this
 * process, with no port.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { createSigmaClient } = await import('../client/client.ts')
  const { settings, workspace, onRequest } = options
  const baseUrl = await findServer(settings, workspace)
  const shared = {
    token: await readToken(options, baseUrl),
    timeoutMs: (options.timeoutSeconds ?? defaultTimeoutSeconds) * 1000,
    ...(onRequest && { onRequest }),
  }
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
  if (options.signal.aborted) host.stop()
  else options.signal.addEventListener('abort', () => host.stop(), { once: true })
  const client = createSigmaClient({
    ...shared,
    baseUrl: 'http://sigma.local',
    transport: inProcessTransport(host),
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

/** From the file that is named, else the environment, else what `sigma login` keeps for this address. */
async function readToken(
  { tokenFile, settings }: ConnectOptions,
  baseUrl: string | undefined,
): Promise<string | undefined> {
  if (tokenFile !== undefined) return readTokenFile(tokenFile)
  if (settings.token !== undefined || baseUrl === undefined) return settings.token
  const { keptToken } = await import('../host/tokens.ts')
  return keptToken(process.env, baseUrl)
}

export async function readTokenFile(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new SigmaError('INVALID_PARAM', `--token-file: cannot read ${path}`, {
      cause,
      next: 'name a file that holds the token',
    })
  }
}

/**
 * The address in `.sigma/server.json`, when the server that wrote it still answers there. One that was killed leaves
 * its record behind, and the server of another workspace may have its port by now.
 */
async function runningServer(workspace: string): Promise<string | undefined> {
  const record = recordedServer(workspace)
  if (record === undefined) return undefined
  const { networkTransport } = await import('../client/network.ts')
  const network = networkTransport()
  try {
    const signal = AbortSignal.timeout(livenessMs)
    const answer = await network.send({ method: 'GET', url: `${record.url}/livez`, headers: {}, signal })
    // Whatever it answers: to go on without a server that is there would hide its jobs from the user.
    return answer.headers.get('x-sigma-instance') === record.instance ? record.url : undefined
  } catch (error) {
    if (!(error instanceof Error)) throw error
    // To go on without a server that is only busy would hide its jobs from the user.
    if (error.name === 'TimeoutError') throw silent(record.url, error)
    // Nobody listens: the embedded server takes its place.
    return undefined
  } finally {
    await network.close()
  }
}

function silent(url: string, cause: Error): BackendUnreachable {
  return new BackendUnreachable('TIMEOUT', `the workspace's server at ${url} does not answer`, {
    next: 'try again, or stop that server; if none runs there, remove .sigma/server.json',
    cause,
  })
}

interface ServerRecord {
  url: string
  instance: string
}

function recordedServer(workspace: string): ServerRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(join(workspace, '.sigma', 'server.json'), 'utf8'))
    return isServerRecord(record) ? record : undefined
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    )
      return undefined
    throw error
  }
}

const isServerRecord = (value: unknown): value is ServerRecord =>
  typeof value === 'object' &&
  value !== null &&
  'url' in value &&
  typeof value.url === 'string' &&
  'instance' in value &&
  typeof value.instance === 'string'
