import { beforeEach, describe, expect, it } from 'vitest'
import type { SweepResults, SweepRow } from '../../src/contract/types.ts'
import { runSigma } from './runSigma.ts'
import { stubBackend } from './stubBackend.ts'

const total = 450
const passing = 312

/** The pages that were asked for. */
let pages: string[] = []
/** What the backend tells beside the rows. */
let more: Partial<SweepResults> = {}

const backend = stubBackend((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://stub')
  if (pathname === '/sweeps/s-1/events') {
    response.setHeader('Content-Type', 'text/event-stream')
    return response.end('event: done\ndata: {"status":"completed","progress":100}\n\n')
  }
  if (pathname !== '/sweeps/s-1/results') return response.writeHead(404).end('{"detail":"Not Found"}')
  response.setHeader('Content-Type', 'application/json')
  pages.push(searchParams.toString())
  const limit = Number(searchParams.get('limit') ?? 50)
  const offset = Number(searchParams.get('offset') ?? 0)
  const rows = Array.from({ length: Math.min(limit, total - offset) }, (_, place) => row(offset + place))
  const next_offset = offset + limit < total ? offset + limit : null
  const page = { ok: true, sweep_id: 's-1', status: 'completed', rows, total, limit, offset, next_offset }
  response.end(JSON.stringify({ ...page, timings: { total_ms: 9_000 }, ...more }))
})

/** Those that pass are first. */
function row(place: number): SweepRow {
  const gate = { pass: place < passing, reasons: place < passing ? [] : ['dsr'] }
  const config = { kind: 'thr' as const, value: String(place), allowed_hours: null }
  const lineage = { matrix_sha: 'a', risk_profile: 'balanced' as const, risk_sha: 'b' }
  const names = { pack_id: 'p', model_id: 'm', kind: 'thr' as const, created_at: '2026-01-02T03:04:05.678Z' }
  return { ...names, id: `run-${place}`, config, metrics: { sharpe: 2, trades: 30 }, lineage, gate }
}

const watch = (...words: string[]) => runSigma('sweep', 'watch', 's-1', ...words, '--base-url', backend.url)

beforeEach(() => {
  pages = []
  more = { passed: passing }
})

describe('the rows of a sweep that has ended', () => {
  it('are asked for as far as they are shown, with how many pass of all', async () => {
    const { code, stdout, stderr } = await watch()
    expect(code, stderr).toBe(0)
    expect(pages).toEqual(['limit=10'])
    expect(stdout).toContain('312 of 450 variants passed the gate')
    expect(stdout).toContain('the best 10 of 450')
    expect(stdout).toContain('450 variants in 9.0 s: 50.0 variants/s')
  })

  it('are all asked for of a backend that does not tell how many pass', async () => {
    more = {}
    const { stdout } = await watch()
    expect(pages).toEqual(['limit=10', 'limit=200', 'limit=200&offset=200', 'limit=200&offset=400'])
    expect(stdout).toContain('312 of 450 variants passed the gate')
  })

  it.each(['--json', '--jsonl'])('are all in what programs read, by %s', async (form) => {
    const { stdout } = await watch(form)
    expect(pages).toEqual(['limit=200', 'limit=200&offset=200', 'limit=200&offset=400'])
    const rows = form === '--json' ? JSON.parse(stdout).rows : stdout.trim().split('\n')
    expect(rows).toHaveLength(450)
  })
})
