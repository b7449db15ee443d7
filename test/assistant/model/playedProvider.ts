import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'

export type ProviderName = 'openai' | 'anthropic'

/** What the played model says in a turn. Parameters are sent as they are, also those that are no JSON. */
export interface Says {
  text?: string[]
  calls?: { name: string; params: string }[]
}

/** A turn of the script: what is said in the way of the provider that is asked, or whatever a hostile one does. */
export type Turn = Says | ((response: ServerResponse, provider: ProviderName) => void)

export interface PlayedProvider {
  /** Its address, as the clients take it. */
  baseUrl(provider: ProviderName): string
  /** The requests it was sent, as text. */
  bodies: string[]
  /** The paths and keys of these. */
  asked: { path: string; key: string | undefined }[]
  /** Resolves when a client has gone before its answer ended. */
  gone: Promise<void>
  close(): Promise<void>
}

/** A server on loopback that plays both providers, turn by turn; the last turn comes again and again. */
export async function playProvider(...script: Turn[]): Promise<PlayedProvider> {
  const bodies: string[] = []
  const asked: PlayedProvider['asked'] = []
  let turn = 0
  let markGone = (): void => undefined
  const gone = new Promise<void>((resolve) => {
    markGone = resolve
  })
  const server = createServer(async (request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) markGone()
    })
    bodies.push(await textOf(request))
    asked.push({ path: request.url ?? '', key: keyOf(request) })
    const next = script[Math.min(turn++, script.length - 1)]
    const provider = request.url?.endsWith('/messages') ? 'anthropic' : 'openai'
    if (typeof next === 'function') next(response, provider)
    else {
      beginStream(response)
      response.end(streamOf(provider, next))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: (provider) => `http://127.0.0.1:${port}${provider === 'openai' ? '/v1' : ''}`,
    bodies,
    asked,
    gone,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  const key = headers['x-api-key'] ?? headers.authorization
  return Array.isArray(key) ? key[0] : key
}

export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
}

/** The whole stream of a turn. */
export const streamOf = (provider: ProviderName, says: Says): string =>
  (provider === 'openai' ? openAIEvents(says) : anthropicEvents(says)).join('')

function openAIEvents({ text = [], calls = [] }: Says): string[] {
  const chunk = (delta: unknown, finish_reason: string | null = null): string =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`
  return [
    chunk({ role: 'assistant', content: '' }),
    ...text.map((content) => chunk({ content })),
    ...calls.flatMap(({ name, params }, index) => [
      chunk({
        tool_calls: [{ index, id: `id_${index}`, type: 'function', function: { name, arguments: '' } }],
      }),
      ...halves(params).map((part) => chunk({ tool_calls: [{ index, function: { arguments: part } }] })),
    ]),
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    'data: [DONE]\n\n',
  ]
}

function anthropicEvents({ text = [], calls = [] }: Says): string[] {
  const event = (type: string, more: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`
  const block = (index: number, content_block: unknown, deltas: unknown[]): string[] => [
    event('content_block_start', { index, content_block }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ]
  const texts = text.map((each) => ({ type: 'text_delta', text: each }))
  return [
    event('message_start', { message: { id: 'm', role: 'assistant', content: [] } }),
    ...(text.length > 0 ? block(0, { type: 'text', text: '' }, texts) : []),
    ...calls.flatMap(({ name, params }, i) =>
      block(
        i + 1,
        { type: 'tool_use', id: `id_${i}`, name, input: {} },
        halves(params).map((partial_json) => ({ type: 'input_json_delta', partial_json })),
      ),
    ),
    event('message_delta', { delta: { stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn' } }),
    event('message_stop', {}),
  ]
}

const halves = (text: string): string[] => [
  text.slice(0, Math.ceil(text.length / 2)),
  text.slice(Math.ceil(text.length / 2)),
]
