import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Host, openHost } from '../../src/host/host.ts'
import { openLog } from '../../src/host/log.ts'
import { readSettings } from '../../src/host/settings.ts'
import { summary } from './measure.ts'

const rounds = 80
const requestsARound = 250
const linesARound = 5_000
const path = '/leaderboard?limit=10'

/** What the log of a server costs, a line and a request, in microseconds of processor time of this process. */
export async function log(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-log-'))
  try {
    const line = await aLine(folder)
    const [silent, info] = await aRequest(folder)
    return [
      '| what | best | median |',
      '|---|---:|---:|',
      row('a line', line),
      row(`a request without a log (GET ${path}, no rows)`, silent),
      row('the same with one', info),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const row = (what: string, { best, median }: { best: number; median: number }): string =>
  `| ${what} | ${best.toFixed(1)} µs | ${median.toFixed(1)} µs |`

async function aLine(folder: string) {
  const settings = { log_level: 'info', log_format: 'json', log_file: join(folder, 'lines') } as const
  const { log, close } = openLog({ workspace: folder, settings, traceIds: () => ({}) })
  const facts = {
    request_id: '01a21b90-118e-7681-8185-ee38e7305ed2',
    user: 'local',
    method: 'GET',
    route: '/leaderboard',
    operation: 'listLeaderboard',
    status: 200,
    ip: '127.0.0.1',
  }
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    times.push(
      await microseconds(linesARound, async (ms) => {
        log.info('request', { ...facts, ms })
        // As in a server, what is gathered is written meanwhile.
        if (ms % 20 === 0) await new Promise(setImmediate)
      }),
    )
  }
  await close()
  return summary(times)
}

/** Of two servers in turn, so that whoever disturbs them disturbs both. */
async function aRequest(folder: string) {
  const hosts = await Promise.all(['silent', 'info'].map((level) => openServer(folder, level)))
  const times: number[][] = hosts.map(() => [])
  for (let round = 0; round < rounds; round++) {
    // The first of a round leaves its garbage to the second.
    const inTurn = [...hosts.entries()]
    for (const [i, host] of round % 2 === 0 ? inTurn : inTurn.reverse()) {
      const app = await host.app()
      times[i].push(await microseconds(requestsARound, () => app.inject(path)))
    }
  }
  for (const host of hosts) await host.close()
  return times.map(summary)
}

async function openServer(folder: string, level: string): Promise<Host> {
  const flags = { log_level: level, log_file: join(folder, level) }
  const workspace = mkdtempSync(join(folder, 'workspace-'))
  const { settings } = await readSettings({ workspace, env: {}, flags })
  return openHost({
    workspace,
    settings,
    threads: 1,
    answersOthers: true,
    guard: {
      bound: '127.0.0.1',
      required: false,
      adminToken: undefined,
      hosts: ['localhost'],
      origins: [],
      limits: { perMinute: null, streamsAtOnce: 20 },
    },
  })
}

async function microseconds(times: number, act: (i: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) await act(i)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}
