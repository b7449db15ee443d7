import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { ElicitResult } from '@modelcontextprotocol/sdk/types.js'
import { SigmaError } from '../../core/errors.ts'
import type { Proposal } from '../events.ts'

/** Characters of a request that a person can be asked to read. */
const mostShown = 10_000

/**
 * Has the user of the client say whether exactly this request is to be sent: by the client's own window, since what its model
 * says is no consent.
 *
 * @param ms how long the user may take
 * @throws FORBIDDEN where the user does not want it, or the client can't ask
 */
export async function confirmed(
  mcp: McpServer,
  { rest, command }: Proposal,
  { ms, signal }: { ms: number; signal: AbortSignal },
): Promise<void> {
  if (mcp.server.getClientCapabilities()?.elicitation?.form === undefined) {
    throw refused("this client can't ask its user to confirm the request", `have the user run: ${command}`)
  }
  const request = `${rest.method} ${rest.path}\n${visible(JSON.stringify(rest.body, undefined, 2))}`
  if (request.length > mostShown) {
    throw refused('the request is too long to be read and confirmed', 'have the user start it from a file')
  }
  const { action, content } = await answerOfUser(mcp, request, { ms, signal })
  if (action !== 'accept' || content?.start !== true) {
    throw refused('the user did not confirm the request', 'ask the user what they want instead')
  }
}

async function answerOfUser(
  { server }: McpServer,
  request: string,
  { ms, signal }: { ms: number; signal: AbortSignal },
): Promise<ElicitResult> {
  try {
    return await server.elicitInput(
      {
        mode: 'form',
        message: `Start this? Sigma sends exactly this request, once:\n\n${request}`,
        requestedSchema: {
          type: 'object',
          properties: { start: { type: 'boolean', title: 'Start it', default: false } },
          required: ['start'],
        },
      },
      { timeout: ms, signal },
    )
  } catch {
    signal.throwIfAborted()
    throw refused('the client brought no answer of its user', 'ask the user, and call again')
  }
}

const refused = (why: string, next: string): SigmaError =>
  new SigmaError('FORBIDDEN', `nothing was started: ${why}`, { next })

/** Signs that show as nothing, or turn the order of others around, as their numbers. */
const visible = (text: string): string =>
  text.replaceAll(/[^\n\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
