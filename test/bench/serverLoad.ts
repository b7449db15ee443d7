import { Agent, get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'

export const loadSchema = z.object({
  requests: z.number(),
  seconds: z.number(),
  p50: z.number(),
  p99: z.number(),
  most: z.number(),
  /** Answers that were not 200. */
  failed: z.number(),
})

/**
 * Times are milliseconds from when a request was due to the end of its answer: one that had to wait for a connection, since those before it
 * were answered late, has waited for them too.
 */
export type Load = z.infer<typeof loadSchema>

export const askedSchema = z.object({
  requests: z.number(),
  /** Each asks again as soon as it is answered, or as it is its turn. */
  connections: z.number(),
  /** Requests a second of all connections together; as many as can be where it is left out. */
  perSecond: z.number().optional(),
})

export type Asked = z.infer<typeof askedSchema>

/** Requests of each connection before the first that counts. */
const warmingUp = 50

/** Asks a server for paths in turn. @param asked `until` ends it before all requests are made */
export async function load(
  url: string,
  paths: readonly string[],
  asked: Asked & { until?: () => boolean },
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: asked.connections })
  const times: number[] = []
  let next = 0
  let failed = 0
  // What is not compiled yet, and connections that are to be made, are not what is measured.
  const warmUp = async () => {
    for (let at = 0; at < warmingUp; at++) await answered(agent, `${url}${paths[at % paths.length]}`)
  }
  await Promise.all(Array.from({ length: asked.connections }, warmUp))
  const start = performance.now()
  const connection = async () => {
    while (next < asked.requests && !asked.until?.()) {
      const at = next++
      const path = paths[at % paths.length]
      const due = asked.perSecond === undefined ? 0 : start + (1_000 * at) / asked.perSecond
      if (due > performance.now()) await wait(due - performance.now())
      const since = due || performance.now()
      const status = await answered(agent, `${url}${path}`)
      times.push(performance.now() - since)
      if (status !== 200) failed++
    }
  }
  await Promise.all(Array.from({ length: asked.connections }, connection))
  const seconds = (performance.now() - start) / 1000
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.ceil(share * times.length) - 1)]
  return { requests: times.length, seconds, p50: at(0.5), p99: at(0.99), most: at(1), failed }
}

function answered(agent: Agent, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode)).once('error', reject)
    }).once('error', reject)
  })
}
