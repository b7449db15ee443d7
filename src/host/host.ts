import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { invalidParam, type SigmaError } from '../core/errors.ts'
import type { AppOptions } from '../server/app.ts'
import { type DirectServer, directServer } from '../server/direct.ts'
import type { GuardOptions } from '../server/guard/guard.ts'
import { closeStaleRuns } from '../services/closeStaleRuns.ts'
import { forgetOldKeys } from '../services/idempotency.ts'
import type { Log } from '../services/log.ts'
import type { Parts } from '../services/parts.ts'
import { leavesRuns } from '../services/shared.ts'
import { closeServer, drain } from './drain.ts'
import type { InProcessServer } from './inProcess.ts'
import { openParts } from './openParts.ts'
import type { PartsOptions } from './partsOptions.ts'

export { inProcessTransport } from './inProcess.ts'

export interface Host {
  /** Answers plain requests of this process. */
  direct: DirectServer
  /** The server that can listen, and answers everything; loaded when it is first asked for. */
  app(): Promise<FastifyInstance>
  /** A name of its own, which its answers have in X-Sigma-Instance. */
  instance: string
  log: Log
  /** Goes on with work that processes left when they were killed or stopped; until the last of it is done. */
  goOn(): Promise<void>
  /** Loads what the first question would wait for. */
  warmUp(): Promise<void>
  /** Ends requests that take long, so that `close` need not wait for them. */
  stop(): void
  /**
   * Stops jobs, worker threads and the store, in this order.
   *
   * @param graceMs how long a server lets open requests end, and the work that they wait for; none when absent
   */
  close(graceMs?: number): Promise<void>
}

export interface HostOptions extends PartsOptions {
  /** Stands before the server's routes; absent where it is called in this process alone. */
  guard?: GuardOptions
}

/** Opens a workspace: its parts, and a server over them that can listen or be called in this process. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { parts, stop, beginClosing, close } = await openParts(options)
  const instance = randomUUID()
  const { settings, guard } = options
  try {
    if (guard) await requireTokens(parts, guard)
    await closeStaleRuns(parts)
    await forgetOldKeys(parts)
  } catch (error) {
    await close()
    throw error
  }
  const { legacy_errors: legacyErrors, request_seconds: requestSeconds } = settings
  const server = openServer({ parts, instance, legacyErrors, requestSeconds }, guard)
  return {
    direct: server.direct,
    app: server.app,
    instance,
    log: parts.log,
    stop,
    async goOn() {
      // Those that other processes have left.
      parts.notifier.wake()
      // Workers do.
      if (leavesRuns(parts)) return
      try {
        const [{ takeUpLeftRuns }, { resumeInterrupted }] = await Promise.all([
          import('../services/takeUpLeftRuns.ts'),
          import('../services/resumeSweep.ts'),
        ])
        await takeUpLeftRuns(parts)
        await resumeInterrupted(parts)
      } catch (error) {
        // Of a process that stops nothing is gone on with.
        if (!parts.closing.aborted) parts.reportBug(error, 'going on with what was left')
      }
    },
    async warmUp() {
      try {
        const { warmAssistant } = await import('./warmAssistant.ts')
        await warmAssistant(parts)
      } catch (error) {
        parts.reportBug(error, 'loading what questions are answered by')
      }
    },
    async close(graceMs) {
      beginClosing()
      if (graceMs !== undefined) await drain(await server.app(), parts.queue, graceMs)
      stop()
      // The next server goes on with what this one leaves; who stops a command does not want that.
      await parts.queue.close({ leave: options.answersOthers ?? false })
      await server.close()
      await close()
    },
  }
}

/** The refusal of a server that nobody could call. */
export function withoutTokens(bound: string): SigmaError {
  const issue = `each request to ${bound} is to have a token, and there is none`
  return invalidParam([{ field: '--host', issue }], {
    next: 'make one first: sigma admin tokens create NAME --scopes read,write',
  })
}

/** @throws INVALID_PARAM when each request needs a token, and there is none */
async function requireTokens(parts: Parts, { required, adminToken, bound }: GuardOptions): Promise<void> {
  if (!required || adminToken !== undefined) return
  const { hasGoodToken } = await import('../services/apiTokens.ts')
  if (!(await hasGoodToken(parts))) throw withoutTokens(bound)
}

/** A server over open parts: what listens is loaded only for who asks for it. */
export function openServer(
  options: AppOptions,
  guard?: GuardOptions,
): InProcessServer & { close(): Promise<void> } {
  let opening: Promise<FastifyInstance> | undefined
  const app = (): Promise<FastifyInstance> => {
    opening ??= ready(options, guard)
    return opening
  }
  return {
    app,
    direct: directServer(options, { inject: async (asked) => (await app()).inject(asked) }),
    async close() {
      const open = await opening
      if (open) await closeServer(open)
    },
  }
}

async function ready(options: AppOptions, guard: GuardOptions | undefined): Promise<FastifyInstance> {
  const { buildApp } = await import('../server/app.ts')
  const app = buildApp(options)
  if (guard) await (await import('../server/guard/guard.ts')).addGuard(app, options.parts, guard)
  await app.ready()
  return app
}
