import { randomUUID } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import manifest from '../../package.json' with { type: 'json' }
import type { AssistantParts } from '../assistant/parts.ts'
import { ownOperations } from '../server/ownOperations.ts'
import { closeStaleRuns } from '../services/closeStaleRuns.ts'
import { type HostOptions, openServer } from './host.ts'
import { openParts } from './openParts.ts'

interface McpOptions extends Pick<HostOptions, 'workspace' | 'settings' | 'threads'> {
  /** Whether requests may be started, once the client's user has confirmed each. */
  allowExecution: boolean
  input: Readable
  output: Writable
  /** Ends serving. */
  signal: AbortSignal
}

/** Serves the assistant's tools over a workspace to a client of the Model Context Protocol, until it goes. */
export async function serveMcp({
  allowExecution,
  input,
  output,
  signal,
  ...options
}: McpOptions): Promise<void> {
  const { parts, beginClosing, stop, close } = await openParts(options)
  const server = openServer({ parts, instance: randomUUID() })
  try {
    await closeStaleRuns(parts)
    const operations = ownOperations(parts, { inject: async (asked) => (await server.app()).inject(asked) })
    const own: AssistantParts = { ...parts, operations }
    const { serveStdio } = await import('../assistant/mcp/serveStdio.ts')
    const { executeProposal } = await import('../assistant/mcp/executeProposal.ts')
    const served = await serveStdio(
      own,
      { version: manifest.version, ...(allowExecution && { execute: executeProposal(own) }) },
      { input, output },
    )
    if (signal.aborted) await served.close()
    signal.addEventListener('abort', () => void served.close(), { once: true })
    await served.closed
  } finally {
    beginClosing()
    stop()
    // The next process goes on with what was started.
    await parts.queue.close({ leave: true })
    await server.close()
    await close()
  }
}
