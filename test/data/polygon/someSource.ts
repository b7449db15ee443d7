import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type PolygonOptions, polygonSource } from '../../../src/data/polygon/polygonSource.ts'
import { hours, pricing } from './fakeMarket.ts'
import { type FakePolygon, startFakePolygon } from './fakePolygon.ts'

export const testKey = 'TEST-KEY-NOT-REAL'

/** Thursday, 2023-03-02, 20:00 in New York. */
const testNow = Date.parse('2023-03-03T01:00:00Z')

export interface TestSource {
  server: FakePolygon
  folder: string
  /** What was logged. */
  log: string[]
  /** How long was slept, in milliseconds. */
  slept: number[]
  /** A source of its own on the same server and folder: nothing is remembered but what is on disk. */
  source(options?: Partial<PolygonOptions>): ReturnType<typeof polygonSource>
}

/** A fake vendor and a cache folder for one test, both gone after it. No test waits: sleeping only is written down. */
export async function someSource(): Promise<TestSource> {
  const server = await startFakePolygon()
  const folder = await mkdtemp(join(tmpdir(), 'sigma-polygon-'))
  onTestFinished(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })
  const log: string[] = []
  const slept: number[] = []
  return {
    server,
    folder,
    log,
    slept,
    source: (options = {}) =>
      polygonSource({
        apiKey: testKey,
        baseUrl: server.url,
        cacheFolder: folder,
        hours,
        pricing,
        now: () => testNow,
        random: () => 0.5,
        sleep: async (milliseconds) => {
          slept.push(milliseconds)
        },
        log: (message) => log.push(message),
        ...options,
      }),
  }
}
