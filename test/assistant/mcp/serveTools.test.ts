import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import {
  type CallToolResult,
  CallToolResultSchema,
  type ElicitRequest,
  ElicitRequestSchema,
  type ElicitResult,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { carryOutConfirmed } from '../../../src/assistant/carryOutConfirmed.ts'
import type { Proposal } from '../../../src/assistant/events.ts'
import { serveStdio } from '../../../src/assistant/mcp/serveStdio.ts'
import { type McpOptions, type ServedTools, serveTools } from '../../../src/assistant/mcp/serveTools.ts'
import type { AssistantParts } from '../../../src/assistant/parts.ts'
import { defineTool } from '../../../src/assistant/tool.ts'
import { type TestContext, testContext } from '../context.ts'
import { keptLog, madeUp } from '../model/asking.ts'

let context: TestContext
let client: Client
let served: ServedTools
let log: ReturnType<typeof keptLog>
let bugs: unknown[]
beforeAll(async () => {
  context = await testContext()
  mkdirSync(join(context.workspace, 'reports'), { recursive: true })
  writeFileSync(join(context.workspace, 'reports', 'best.csv'), 'run,sharpe\nr1,1.25\n')
})
afterAll(() => context.close())
afterEach(() => client.close())

type Answers = (asked: ElicitRequest['params']) => ElicitResult | Promise<ElicitResult>

/** A client that is served; it asks its user where it is told how they answer. */
async function connect(options: Partial<McpOptions> = {}, user?: Answers): Promise<void> {
  log = keptLog()
  bugs = []
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  const parts = { ...context.parts, log, reportBug: (error: unknown) => bugs.push(error) }
  served = await serveTools(ours, parts, { version: '1.2.3', ...options })
  client = new Client(
    { name: 'test', version: '1' },
    { capabilities: user === undefined ? {} : { elicitation: {} } },
  )
  if (user) client.setRequestHandler(ElicitRequestSchema, ({ params }) => user(params))
  await client.connect(theirs)
}

async function call(
  name: string,
  params: Record<string, unknown> = {},
  signal?: AbortSignal,
): Promise<CallToolResult> {
  const options = signal === undefined ? {} : { signal }
  const answer = await client.callTool({ name, arguments: params }, CallToolResultSchema, options)
  return CallToolResultSchema.parse(answer)
}

const textOf = ({ content }: CallToolResult): string =>
  content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')

describe('serveTools', () => {
  it('lists the tools with their parameters, and says that they only read', async () => {
    await connect()
    expect(client.getServerVersion()).toMatchObject({ name: 'sigma', version: '1.2.3' })
    const { tools } = await client.listTools()
    expect(tools.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['docs.search', 'db.runs', 'pipeline.suggest', 'reports.read_csv']),
    )
    expect(tools.map(({ name }) => name)).not.toContain('pipeline__execute')
    for (const { name, annotations, inputSchema, description } of tools) {
      expect(name).toMatch(/^[a-z_]+$/)
      expect(annotations?.readOnlyHint).toBe(true)
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
      expect(description).toMatch(/\.$/)
    }
  })

  it('calls a tool by either spelling of its name, and gives result and sources', async () => {
    await connect()
    for (const name of ['reports__read_csv', 'reports.read_csv']) {
      const answer = await call(name, { path: 'reports/best.csv' })
      expect(answer.structuredContent).toMatchObject({ rows: [['r1', '1.25']] })
      expect(textOf(answer)).toContain('1.25')
      expect(textOf(answer)).toContain('Sources:\n- reports/best.csv: reports/best.csv')
      expect(answer.isError).toBeUndefined()
    }
    expect(log.lines.join()).toContain('reports.read_csv')
  })

  it.each([
    ['reports__read_csv', { path: '../../etc/passwd' }, /outside|not|below/],
    ['reports__read_csv', { file: 'a' }, /path/],
    ['db__runs', { kind: 'build', sql: 'SELECT 1' }, /sql/],
    ['shell', { command: 'id' }, /there is no tool "shell".* Next: the tools are/],
    ['pipeline__execute', { kind: 'build', payload: {} }, /there is no tool/],
  ])('refuses %s with %j in a sentence', async (name, params, sentence) => {
    await connect()
    const answer = await call(name, params)
    expect(answer.isError).toBe(true)
    expect(textOf(answer)).toMatch(sentence)
    expect(answer.structuredContent).toMatchObject({ error: { code: expect.any(String) } })
    expect(log.lines.join()).toContain('assistant tool failed')
    expect(bugs).toEqual([])
  })

  it('reports a bug, and tells nothing of it', async () => {
    const broken = madeUp('made.up', () => {
      throw new Error('inner workings')
    })
    await connect({ tools: [broken] })
    expect(textOf(await call('made__up'))).toBe('the tool failed.')
    expect(bugs).toHaveLength(1)
  })

  it('ends a call that takes long, and one that is cancelled', async () => {
    const signals: AbortSignal[] = []
    const hanging = defineTool({
      name: 'made.up',
      description: 'Hangs.',
      params: {},
      run: (_params, { signal }) => {
        signals.push(signal)
        return new Promise(() => undefined)
      },
    })
    await connect({ tools: [hanging], bounds: { callMs: 50 } })
    expect(textOf(await call('made__up'))).toMatch(/^the tool came to no end within 0.05 seconds/)
    await client.close()
    await connect({ tools: [hanging] })
    const controller = new AbortController()
    const answer = call('made__up', {}, controller.signal)
    while (signals.length < 2) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    await expect(answer).rejects.toThrow()
    await new Promise((resolve) => setImmediate(resolve))
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
    expect(bugs).toEqual([])
  })

  it('does so many calls at once, lets others wait, and refuses more', async () => {
    const release: (() => void)[] = []
    const slow = defineTool({
      name: 'made.up',
      description: 'Waits.',
      params: { id: z.number() },
      run: async ({ id }) => {
        await new Promise<void>((resolve) => release.push(resolve))
        return { result: { id }, citations: [] }
      },
    })
    await connect({ tools: [slow], bounds: { callsAtOnce: 2, callsWaiting: 1 } })
    const answers = [1, 2, 3, 4].map((id) => call('made__up', { id }))
    expect(textOf(await answers[3])).toContain('1 calls wait already')
    expect(release).toHaveLength(2)
    release[0]()
    expect((await answers[0]).structuredContent).toEqual({ id: 1 })
    while (release.length < 3) await new Promise((resolve) => setImmediate(resolve))
    for (const each of release) each()
    expect((await answers[2]).structuredContent).toEqual({ id: 3 })
  })

  it('ends what is being called when the client goes', async () => {
    let gone: Promise<unknown> = Promise.resolve()
    const hanging = defineTool({
      name: 'made.up',
      description: 'Hangs.',
      params: {},
      run: (_params, { signal }) => {
        gone = once(signal, 'abort')
        return new Promise(() => undefined)
      },
    })
    await connect({ tools: [hanging] })
    const answer = expect(call('made__up')).rejects.toThrow()
    await new Promise((resolve) => setTimeout(resolve, 20))
    await client.close()
    await Promise.all([answer, gone, served.closed])
    expect(bugs).toEqual([])
  })
})

describe('pipeline.execute over the protocol', () => {
  const body = { model_id: 'm', note: 'ends\n\u202ehere' }
  const confirmation = 'what-confirms-it'
  let offered: boolean[]
  let executed: Proposal[]

  const proposing = (more: Partial<Proposal> = { confirmation }) =>
    defineTool({
      name: 'pipeline.execute',
      description: 'Proposes.',
      params: {},
      run: async (_params, { allowsExecution }) => {
        offered.push(allowsExecution)
        const rest = { method: 'POST', path: '/build_matrix', body }
        const proposal: Proposal = { kind: 'build', summary: 's', rest, command: 'sigma build m', ...more }
        return { result: { started: false, rest }, citations: [], proposal }
      },
    })

  async function executing(user?: Answers, more?: Partial<Proposal>): Promise<CallToolResult> {
    offered = []
    executed = []
    await connect(
      {
        tools: [proposing(more)],
        execute: async (proposal) => {
          executed.push(proposal)
          return { job_id: 'j1' }
        },
        bounds: { confirmMs: 200 },
      },
      user,
    )
    const { tools } = await client.listTools()
    expect(tools[0].annotations?.readOnlyHint).toBe(false)
    const answer = await call('pipeline__execute')
    expect(JSON.stringify(answer)).not.toContain(confirmation)
    return answer
  }

  it('starts what the user of the client confirmed, having seen the exact request', async () => {
    let seen = ''
    const answer = await executing(({ message }) => {
      seen = message
      return { action: 'accept', content: { start: true } }
    })
    expect(answer.structuredContent).toEqual({ started: true, job_id: 'j1' })
    expect(executed.map((proposal) => proposal.confirmation)).toEqual([confirmation])
    expect(offered).toEqual([true])
    // As it is sent, with what can't be seen made visible.
    expect(seen).toContain('POST /build_matrix\n{\n  "model_id": "m",\n  "note": "ends\\n\\u202ehere"\n}')
    expect(seen).not.toContain(confirmation)
    expect(log.lines.join()).toContain('confirmed over mcp')
  })

  it.each<[string, Answers]>([
    ['declines', () => ({ action: 'decline' })],
    ['turns away', () => ({ action: 'cancel' })],
    ['accepts without a yes', () => ({ action: 'accept', content: { start: false } })],
    ['accepts without an answer', () => ({ action: 'accept' })],
    ['accepts with another answer', () => ({ action: 'accept', content: { start: 'true' } })],
    ['never answers', () => new Promise(() => undefined)],
    [
      'can not be asked after all',
      () => {
        throw new Error('no window')
      },
    ],
  ])('starts nothing where the user %s', async (_what, user) => {
    const answer = await executing(user)
    expect(answer.isError).toBe(true)
    expect(textOf(answer)).toMatch(/^nothing was started: /)
    expect(executed).toEqual([])
    expect(bugs).toEqual([])
  })

  it('starts nothing for a client that can not ask, and says what to do instead', async () => {
    const answer = await executing()
    expect(answer.isError).toBe(true)
    expect(textOf(answer)).toContain("this client can't ask its user")
    expect(textOf(answer)).toContain('have the user run: sigma build m')
    expect(executed).toEqual([])
  })

  it('asks nobody for what may not be started', async () => {
    const asked: unknown[] = []
    const answer = await executing(
      (params) => {
        asked.push(params)
        return { action: 'accept', content: { start: true } }
      },
      { why_not: 'the flag is off' },
    )
    expect(answer.structuredContent).toMatchObject({ started: false })
    expect([asked, executed]).toEqual([[], []])
  })
})

describe('the tool itself over the protocol', () => {
  it('has a request carried out once, as it was shown and confirmed', async () => {
    const carriedOut: unknown[] = []
    const operations: AssistantParts['operations'] = {
      check: async () => {},
      refusal: async () => undefined,
      carryOut: async (...request) => {
        carriedOut.push(request)
        return { job_id: 'j1' }
      },
    }
    const parts = { ...context.parts, operations }
    const payload = { model_id: 'm', start: '2024-01-01', end: '2024-02-01' }
    let shown = ''
    await connect(
      {
        async execute({ confirmation = '' }, signal) {
          for await (const event of carryOutConfirmed(confirmation, { parts, signal, allowsExecution: true }))
            if (event.type === 'tool_result') return event.result
          return {}
        },
      },
      ({ message }) => {
        shown = message
        return { action: 'accept', content: { start: true } }
      },
    )
    const answer = await call('pipeline__execute', { kind: 'build', payload })
    expect(answer.structuredContent).toEqual({ started: true, job_id: 'j1' })
    expect(carriedOut).toEqual([[expect.any(String), payload]])
    expect(shown).toContain(JSON.stringify(payload, undefined, 2))
    // What is only suggested comes with nothing that confirms it.
    const suggested = await call('pipeline__suggest', { kind: 'build', payload })
    expect(JSON.stringify(suggested)).not.toContain('confirm')
    expect(carriedOut).toHaveLength(1)
  })
})

describe('serveStdio', () => {
  it('writes nothing but the protocol, whatever it reads, and ends with its input', async () => {
    await connect()
    const [input, output] = [new PassThrough(), new PassThrough()]
    const stdio = await serveStdio({ ...context.parts, log }, { version: '1' }, { input, output })
    const lines: { id?: number }[] = []
    createInterface({ input: output }).on('line', (line) => lines.push(JSON.parse(line)))
    input.write('no JSON\n{"jsonrpc":"1.0"}\n[]\n\n')
    const clientInfo = { name: 'c', version: '1' }
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`)
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 5 } })}\n`)
    while (lines.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    lines.sort((a, b) => Number(a.id) - Number(b.id))
    expect(lines).toMatchObject([
      { jsonrpc: '2.0', id: 1, result: { serverInfo: { name: 'sigma' } } },
      { jsonrpc: '2.0', id: 2, error: { code: expect.any(Number) } },
    ])
    input.end()
    await stdio.closed
  })

  it('ends when it is sent more than it can hold', async () => {
    await connect()
    const [input, output] = [new PassThrough(), new PassThrough()]
    const stdio = await serveStdio({ ...context.parts, log }, { version: '1' }, { input, output })
    input.write('x'.repeat(11_000_000))
    await stdio.closed
    expect(log.lines.join()).toContain('maximum size')
  })
})
