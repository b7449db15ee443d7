import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { expect, onTestFinished } from 'vitest'

/** The key that a receiver and Sigma share. */
export const secret = `whsec_${Buffer.from('thirty-two bytes that nobody has').toString('base64')}`

interface Received {
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** A body as tests read it. */
export interface Told {
  event: string
  at: string
  id: string
  user: string
  subject: { kind: string; id: string; pack_id: string; model_id: string; tag: string | null }
  variants: { total: number; completed: number; passed: number }
  best: { run_id: string; metrics: Record<string, number>; reasons: string[] } | null
  when: string
  run_id: string
  reasons: string[]
  error: { code: string } | null
  links: Record<string, string>
}

/** How to answer one request; 204 where nothing is said. */
export type Answer = number | ((response: ServerResponse) => void)

/** A receiver of notifications on loopback, which answers as it is told, the last way for good. */
export async function receiver(...answers: Answer[]) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ url: request.url ?? '', headers: request.headers, body })
    const answer = answers[Math.min(received.length, answers.length) - 1] ?? 204
    if (typeof answer === 'number') response.writeHead(answer).end()
    else answer(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}/a-secret-path`,
    received,
    told: (): Told[] => received.map(({ body }) => JSON.parse(body)),
    close,
  }
}

/** Whether a message is signed as Standard Webhooks says; written here anew. */
export function expectSigned({ headers, body }: Received): void {
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature } = headers
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  expect(signature).toBe(`v1,${expected}`)
  expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(300)
}
