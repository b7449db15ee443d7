import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { AssistantParts } from '../parts.ts'
import { type McpOptions, type ServedTools, serveTools } from './serveTools.ts'

/**
 * Serves the tools over standard input and output, until the input ends or nobody reads the output any more. Nothing but the
 * protocol may be written to the output.
 */
export async function serveStdio(
  parts: AssistantParts,
  options: McpOptions,
  { input, output }: { input: Readable; output: Writable },
): Promise<ServedTools> {
  const served = await serveTools(new StdioServerTransport(input, output), parts, options)
  const end = (): void => void served.close()
  input.once('end', end)
  output.once('error', end)
  return served
}
