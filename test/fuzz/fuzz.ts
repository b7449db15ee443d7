import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import openapi from '../../src/contract/generated/openapi.json' with { type: 'json' }
import { Connection, NoAnswer } from './connection.ts'
import { type FuzzedServer, startFuzzed } from './fuzzedServer.ts'
import { goodRequests, placeholder, stored } from './goodRequests.ts'
import { faultOf } from './judge.ts'
import { type Mutation, mutated, mutation, type Outgoing } from './mutations.ts'

export interface FuzzOptions {
  seed: number
  /** At least so many. */
  requests: number
  /** Requests to one server, before the next one begins with a new workspace. */
  perServer?: number
  connections?: number
  /** Ends sooner when they have passed. */
  minutes?: number
  tell?(line: string): void
}

export interface FuzzResult {
  requests: number
  byStatus: Record<string, number>
  /** Answers of 200 and 202, by operation. */
  done: Record<string, number>
  serverSeconds: number
  /** What was wrong, with the request that shows it; undefined when all was well. */
  failure: string | undefined
}

/** Requests that are sent side by side, and made smaller together. */
const batch = 128
const patienceMs = 60_000

const good = goodRequests(openapi)
const request: fc.Arbitrary<Outgoing> = fc
  .tuple(
    good,
    fc.oneof(
      { weight: 1, arbitrary: fc.constant<Mutation[]>([]) },
      { weight: 5, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 3 }) },
    ),
  )
  .map(([draft, mutations]) => mutated(draft, mutations))
const requests = fc.array(request, { minLength: 1, maxLength: batch, size: 'max' })

/** Sends random and mutated requests to the built server until there were enough of them, or one shows a fault. */
export async function fuzz({
  seed,
  requests: enough,
  perServer = 50_000,
  connections = 16,
  minutes = Number.POSITIVE_INFINITY,
  tell,
}: FuzzOptions): Promise<FuzzResult> {
  const result: FuzzResult = { requests: 0, byStatus: {}, done: {}, serverSeconds: 0, failure: undefined }
  const end = performance.now() + 60_000 * minutes
  const goesOn = () => result.requests < enough && performance.now() < end && result.failure === undefined
  for (let turn = 0; goesOn(); turn++) {
    const until = Math.min(enough, result.requests + perServer)
    const server = await startFuzzed()
    const failure = await fuzzServer(server, { seed: seed + turn, until, end, connections, result })
    const { fault, processorSeconds } = await server.stop()
    result.serverSeconds += processorSeconds
    const found = failure ?? fault
    if (found !== undefined) result.failure = `seed ${seed + turn}: ${found}`
    tell?.(`${result.requests} requests, ${processorSeconds.toFixed(1)} s of the server, seed ${seed + turn}`)
  }
  return result
}

async function fuzzServer(
  server: FuzzedServer,
  {
    seed,
    until,
    end,
    connections,
    result,
  }: { seed: number; until: number; end: number; connections: number; result: FuzzResult },
): Promise<string | undefined> {
  const open = Array.from({ length: connections }, () => new Connection(server.port, patienceMs))
  let first: string | undefined
  let last: string | undefined

  async function one(connection: Connection, sent: Outgoing): Promise<void> {
    const bytes = bytesOf(sent, server.ids)
    const fault = await faultOfOne(connection, sent, bytes, result).catch((error: unknown) => {
      if (error instanceof NoAnswer) return `no answer: ${error.message}`
      throw error
    })
    if (sent.breaksFraming) connection.close()
    if (fault === undefined) return
    // It is logged too, soon after.
    await sleep(50)
    const told = server.fault() ?? ''
    last = shown(sent, bytes, server.port, `${fault}\n${told}`)
    first ??= last
    throw new Error(fault)
  }

  const property = fc.asyncProperty(requests, async (all) => {
    if ((result.requests >= until || performance.now() > end) && last === undefined) return
    const waiting = all.values()
    await Promise.all(
      open.map(async (connection) => {
        for (const sent of waiting) await one(connection, sent)
      }),
    )
    // Work that goes on after its request was answered may fail at any time.
    const fault = server.fault()
    if (fault === undefined) return
    last = `the server told of ${fault}`
    throw new Error(last)
  })
  // Those that come to more than is asked for do nothing.
  const numRuns = Math.ceil((until - result.requests) / (batch / 4))
  const { failed } = await fc.check(property, { seed, numRuns, interruptAfterTimeLimit: 3_600_000 })
  for (const connection of open) connection.close()
  if (!failed) return undefined
  // Smaller requests may have shown another fault than the first one.
  return first === last ? last : `${last}\nwhich came of ${first}`
}

async function faultOfOne(
  connection: Connection,
  sent: Outgoing,
  bytes: Buffer,
  result: FuzzResult,
): Promise<string | undefined> {
  const answer = await connection.send(bytes, sent.method === 'HEAD')
  result.requests++
  result.byStatus[answer.status] = (result.byStatus[answer.status] ?? 0) + 1
  if (answer.status < 300) result.done[sent.operation] = (result.done[sent.operation] ?? 0) + 1
  return faultOf(sent, answer)
}

function bytesOf({ method, target, headers, body }: Outgoing, ids: FuzzedServer['ids']): Buffer {
  const length: [string, string][] = body === undefined ? [] : [['Content-Length', String(body.length)]]
  const text = body && named(body.toString('latin1'), ids)
  if (text !== undefined) length[0][1] = String(text.length)
  const host: [string, string][] = headers.some(([name]) => name === 'Host') ? [] : [['Host', '127.0.0.1']]
  const lines = [...host, ...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`)
  const head = named(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, ids)
  return Buffer.concat([Buffer.from(head, 'utf8'), Buffer.from(text ?? '', 'latin1')])
}

/** With the ids that the store of a server has. */
function named(text: string, ids: FuzzedServer['ids']): string {
  if (!text.includes('ID_')) return text
  return stored.reduce((all, what) => all.replaceAll(placeholder(what), ids[what]), text)
}

/** A fault with the request as a line of the shell, which sends its bytes again. */
function shown({ operation }: Outgoing, bytes: Buffer, port: number, fault: string): string {
  const octal = [...bytes]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\0${byte.toString(8).padStart(3, '0')}`,
    )
    .join('')
  return `${operation}: ${fault}\nprintf %b '${octal}' | nc -q 5 127.0.0.1 ${port}`
}
