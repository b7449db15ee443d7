import { onTestFinished } from 'vitest'
import { serve } from '../../src/host/serve.ts'
import type { Parts } from '../../src/services/parts.ts'
import { requestOf } from '../client/recorded.ts'
import { calls, openingSettings, type TestHost, type TestHostOptions, testHost } from './testHost.ts'

/** A server on a workspace, which takes up what was left there. */
export async function startServer(workspace: string, flags: Record<string, unknown> = {}) {
  const settings = await openingSettings(workspace, flags)
  const server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
  let stopped: Promise<boolean> | undefined
  const stop = (): Promise<boolean> => {
    stopped ??= server.stop()
    return stopped
  }
  onTestFinished(async () => void (await stop()))
  return { ...calls((request) => fetch(requestOf(request)), server.url), stop }
}

/** A command's process: it takes nothing up by itself. `parts` are those that it works with. */
export async function openCommand(
  workspace: string,
  options: TestHostOptions = {},
): Promise<{ host: TestHost; parts: Parts }> {
  let parts: Parts | undefined
  const host = await testHost({
    workspace,
    ...options,
    change(all) {
      parts = { ...all, ...options.change?.(all) }
      return parts
    },
  })
  onTestFinished(host.close)
  if (!parts) throw new Error('no parts')
  return { host, parts }
}
