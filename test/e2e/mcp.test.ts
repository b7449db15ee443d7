import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import {
  type CallToolResult,
  CallToolResultSchema,
  ElicitRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { testContext } from '../assistant/context.ts'
import { putRuns } from '../assistant/putRuns.ts'
import { runSigma } from '../cli/runSigma.ts'
import { isUnbuilt } from '../server/testHost.ts'
import { bin } from './workspace.ts'

const idOf = (last: string): string => `018fdd5e-7c00-7000-8000-0000000000${last}`
const ids = { b1: idOf('b1'), b2: idOf('b2'), b3: idOf('b3'), s1: idOf('c1'), t1: idOf('d1'), m1: idOf('a1') }
const payload = { model_id: 'spx_eq_swing_daily', start: '2018-01-02', tag: 'over-mcp' }

let workspace: string
let client: Client
/** What the user of the client was asked, and answers. */
let asked: string[]
let answer: { action: 'accept' | 'decline'; content?: Record<string, boolean> }

beforeAll(async () => {
  const context = await testContext()
  workspace = context.workspace
  await putRuns(context, ids)
  await context.close()
})
afterEach(() => client.close())

/** Starts the command as a client does, and talks to it by the SDK's own client. */
async function connect(...options: string[]): Promise<void> {
  asked = []
  client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: { form: {} } } })
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params.message)
    return answer
  })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [bin, 'mcp', '--workspace', workspace, ...options],
      env: Object.fromEntries(
        Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
      ),
    }),
  )
}

const call = (name: string, args: Record<string, unknown>): Promise<CallToolResult> =>
  client.request({ method: 'tools/call', params: { name, arguments: args } }, CallToolResultSchema)

// What runs the tests sets an address of its own.
beforeEach(() => void vi.stubEnv('BASE_URL', undefined))
afterEach(() => void vi.unstubAllEnvs())

describe.skipIf(isUnbuilt)('sigma mcp', () => {
  it('answers a client over its standard input and output, and starts nothing', async () => {
    await connect()
    const { tools } = await client.listTools()
    const names = tools.map(({ name }) => name)
    expect(names).toContain('db__leaderboard')
    expect(names).not.toContain('pipeline__execute')
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
    const { structuredContent } = await call('db__leaderboard', { limit: 1 })
    expect(structuredContent).toMatchObject({ total: 3, rows: [{ run_id: ids.b2, gate_pass: true }] })
    const refused = await call('pipeline__execute', { kind: 'build', payload })
    expect(refused.isError).toBe(true)
    const outside = await call('reports__read_csv', { path: '../../etc/passwd' })
    expect(outside).toMatchObject({ isError: true, structuredContent: { error: { code: 'INVALID_PARAM' } } })
  })

  it('has a request started by its user alone: with the switch on, once they have confirmed what they saw', async () => {
    await connect('--allow-execute')
    const off = await call('pipeline__execute', { kind: 'build', payload })
    expect(off.structuredContent).toMatchObject({
      started: false,
      why_not: expect.stringContaining('is off'),
    })
    await runSigma('admin', 'flags', 'set', 'assistant_execute', 'on', '--yes', '--workspace', workspace)

    answer = { action: 'decline' }
    expect((await call('pipeline__execute', { kind: 'build', payload })).isError).toBe(true)
    answer = { action: 'accept', content: { start: false } }
    expect((await call('pipeline__execute', { kind: 'build', payload })).isError).toBe(true)
    const list = () => runSigma('runs', 'build', '--tag', 'over-mcp', '--json', '--workspace', workspace)
    expect(JSON.parse((await list()).stdout).total).toBe(0)

    answer = { action: 'accept', content: { start: true } }
    const { structuredContent } = await call('pipeline__execute', { kind: 'build', payload })
    expect(structuredContent).toMatchObject({ started: true, ok: true, run_id: expect.any(String) })
    expect(asked.at(-1)).toContain(`POST /matrix/build\n${JSON.stringify(payload, null, 2)}`)
    expect(JSON.parse((await list()).stdout).total).toBe(1)
  })
})
