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

/** Times are milliseconds from the request to the end of its answer. */
export type Load = z.infer<typeof loadSchema>

export interface Asked {
  requests: number
  /** Each asks again as soon as it is answered. */
  connections: number
  /** Milliseconds between two requests of a connection; none where it is left out. */
  everyMs?: number
  /** Ends it before all requests are made. */
  until?: () => boolean
}

/** Asks a server for paths in turn. */
export async function load(url: string, paths: readonly string[], asked: Asked): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: asked.connections })
  const times: number[] = []
  let next = 0
  let failed = 0
  const start = performance.now()
  const connection = async () => {
    while (next < asked.requests && !asked.until?.()) {
      const path = paths[next++ % paths.length]
      const since = performance.now()
      const status = await answered(agent, `${url}${path}`)
      times.push(performance.now() - since)
      if (status !== 200) failed++
      if (asked.everyMs !== undefined) await wait(asked.everyMs)
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
