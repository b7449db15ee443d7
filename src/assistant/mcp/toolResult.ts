import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import type { ToldError } from '../events.ts'
import type { Citation } from '../tool.ts'

/** An answer of a tool as the protocol has it: as it is, and as text for clients that show or pass on only that. */
export function toolResult(result: Record<string, unknown>, citations: readonly Citation[]): CallToolResult {
  const sources = citations.map(({ path, title }) => `- ${title}: ${path}`).join('\n')
  return {
    structuredContent: result,
    content: [
      { type: 'text', text: JSON.stringify(result) },
      ...(sources === '' ? [] : [{ type: 'text' as const, text: `Sources:\n${sources}` }]),
    ],
  }
}

/** A failure, for whoever may do better. */
export function failedResult(error: ToldError): CallToolResult {
  const { message, next } = error
  return {
    isError: true,
    structuredContent: { error },
    content: [
      { type: 'text', text: `${ended(message)}${next === undefined ? '' : ` Next: ${ended(next)}`}` },
    ],
  }
}

/** A sentence with its mark. */
const ended = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)
