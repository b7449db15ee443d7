import type { Command } from 'commander'
import type { SigmaClient } from '../client/client.ts'
import type { WireAnswer } from '../client/transport.ts'
import type { ReadSettings } from '../host/settings.ts'
import type { Connection } from './connect.ts'
import type { Globals } from './globals.ts'
import { unlessInterrupted, unlessStopped } from './interrupted.ts'
import type { Output } from './output/output.ts'
import { workspaceOf } from './workspaceOf.ts'

/** What commands work with. Whatever is heavy is loaded when a command first asks for it. */
export interface CliContext {
  readonly globals: Globals
  readonly output: Output
  /** The folder that holds packs/ and .sigma/, as an absolute path. */
  readonly workspace: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Effective settings and where each came from. */
  settings(): Promise<ReadSettings>
  /** The backend in force. Opened once and closed when the command ends. */
  connection(): Promise<Connection>
  /** The body of the backend's good answer; any other answer is thrown as the failure it tells of. */
  ask<T>(
    call: (client: SigmaClient) => Promise<{ data?: T; error?: unknown; response: WireAnswer }>,
  ): Promise<T>
  /** The same for another workspace, with settings and a backend of its own. */
  inWorkspace(folder: string): CliContext
  /** Runs another command line in this process, with a context of its own, and tells its exit code. */
  run(argv: string[]): Promise<number>
  /** Sets the exit code of a command that was carried out, but whose verdict is negative. */
  exitWith(code: number): void
}

export interface OpenContext {
  context: CliContext
  /** To be called once the command line is parsed and before the command acts. */
  open(action: Command): Promise<void>
  close(): Promise<void>
  exitCode(): number
}

interface Opened {
  globals: Globals & { threads?: number }
  output: Output
}

/** `run` carries out a command line; the program itself, which commands can't import. */
export function createContext(
  signal: AbortSignal,
  run: CliContext['run'] = () => Promise.reject(new Error('this context belongs to no program')),
): OpenContext {
  const connections: Promise<Connection>[] = []
  let opened: Opened | undefined
  let exitCode = 0

  const now = (): Opened => {
    if (!opened) throw new Error('the context was used before a command line was parsed')
    return opened
  }

  function contextOf(workspace: () => string): CliContext {
    let read: Promise<ReadSettings> | undefined
    let connected: Promise<Connection> | undefined
    const context: CliContext = {
      get globals() {
        return now().globals
      },
      get output() {
        return now().output
      },
      get workspace() {
        return workspace()
      },
      signal,
      settings() {
        read ??= readSettings(context)
        return read
      },
      connection() {
        if (!connected) {
          connected = openConnection(context, now().globals.threads)
          connections.push(connected)
        }
        return connected
      },
      async ask(call) {
        const { unwrap } = await import('../client/failure.ts')
        const { client, baseUrl, kind } = await context.connection()
        const answer = unwrap(call(client), baseUrl)
        return kind === 'network' ? unlessInterrupted(answer, signal, baseUrl) : unlessStopped(answer, signal)
      },
      inWorkspace(folder) {
        return contextOf(() => folder)
      },
      run,
      exitWith(code) {
        exitCode = code
      },
    }
    return context
  }

  return {
    context: contextOf(() => workspaceOf(now().globals)),
    async open(action) {
      const globals = action.optsWithGlobals<Opened['globals']>()
      const { Output } = await import('./output/output.ts')
      opened = { globals, output: new Output(globals, process.stdout, process.stderr) }
    },
    async close() {
      for (const connected of connections) {
        // A connection that could not be opened has told so already.
        const connection = await connected.catch(() => undefined)
        await connection?.close()
      }
    },
    exitCode: () => exitCode,
  }
}

async function readSettings({ globals, workspace }: CliContext): Promise<ReadSettings> {
  const { readSettings: read } = await import('../host/settings.ts')
  return read({ workspace, env: process.env, flags: { base_url: globals.baseUrl } })
}

async function openConnection(context: CliContext, threads: number | undefined): Promise<Connection> {
  const { connect } = await import('./connect.ts')
  const { globals, output, workspace, signal } = context
  const { settings } = await context.settings()
  return connect({
    workspace,
    settings,
    threads: threads ?? settings.threads,
    timeoutSeconds: globals.timeout,
    tokenFile: globals.tokenFile,
    signal,
    ...(globals.verbose && {
      onRequest: ({ method, url, status, requestId, ms }) =>
        output.warn(
          `${method} ${url} ${status} ${Math.round(ms)} ms${requestId ? ` request ${requestId}` : ''}`,
        ),
    }),
  })
}
