import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract, operations } from '../contract/contract.ts'
import { type DashboardHost, dashboardHost, hostile, pagesOf } from './dashboardHost.ts'
import { testHost } from './testHost.ts'

let host: DashboardHost
beforeAll(async () => {
  host = await dashboardHost()
})
afterAll(() => host.close())

/** A page that was found, as text. */
async function page(path: string): Promise<string> {
  const { status, headers, text } = await host.get(path)
  expect(status, `${path}: ${text.slice(0, 500)}`).toBe(200)
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  return text
}

/** The rows of a page's first table that link to a run. */
const rowsOf = (text: string): number =>
  text.match(/<tr><th scope="row">[^\n]*href="\/ui\/runs\//g)?.length ?? 0

describe('each page', () => {
  it('has its title, a policy that lets nothing in, and no script or style inside it', async () => {
    const paths = new Set<string>()
    for (const [path, title] of pagesOf(host)) {
      const { headers } = await host.get(path)
      const text = await page(path)
      expect(text, path).toContain(`<h1>${title}</h1>`)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(
        text.match(/<script(?! src="\/ui\/assets\/\w+\.js" defer>)|<style|\son\w+=|\sstyle=/g),
        path,
      ).toBeNull()
      // What is loaded is the server's own; other hosts stand in examples only.
      expect(text.match(/(?:src|href|action)="(?!\/|#|data:,)[^"]*"/g), path).toBeNull()
      for (const [, asset] of text.matchAll(/(?:src|href)="(\/ui\/assets\/[^"]+)"/g)) paths.add(asset)
    }
    expect([...paths].sort()).toEqual(['/ui/assets/docs.js', '/ui/assets/live.js', '/ui/assets/style.css'])
    for (const asset of paths) expect((await host.get(asset)).status).toBe(200)
  })

  it('shows what a request had in it as text', async () => {
    const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;'
    for (const [path] of pagesOf(host)) expect(await page(path), path).not.toContain(hostile)
    const showing = [
      '/ui',
      '/ui/leaderboard',
      '/ui/runs',
      `/ui/runs/${host.backtest}`,
      `/ui/sweeps/${host.sweep}`,
    ]
    for (const path of showing) expect(await page(path), path).toContain(escaped)
    const asked = new URLSearchParams({ tag: `"${hostile}` })
    const text = await page(`/ui/leaderboard?${asked}`)
    expect(text).toContain(`value="&quot;${escaped}"`)
    expect(text).not.toContain(hostile)
  })

  it('has links that lead somewhere', async () => {
    const seen = new Set<string>()
    for (const [path] of pagesOf(host)) {
      for (const [, link] of (await page(path)).matchAll(/href="(\/[^"#]*)/g))
        seen.add(link.replaceAll('&amp;', '&'))
    }
    // Of the many models of the packs one stands for all.
    const links = [...seen].filter(
      (link) => !/^\/ui\/(models|packs)\//.test(link) || /features|adhoc/.test(link),
    )
    expect(links.length).toBeGreaterThan(25)
    for (const link of links) expect((await host.get(link)).status, link).toBe(200)
  })
})

describe('the leaderboard', () => {
  it('shows verdicts with their reasons, figures with units, and why one is undefined', async () => {
    const text = await page('/ui/leaderboard')
    expect(rowsOf(text)).toBe(4)
    expect(text).toContain('✗ fail')
    expect(text).toMatch(/title="[^"]*(at least|required)[^"]*"><span class="bad">✗ fail/)
    expect(text).toMatch(/\d\.\d %</)
    expect(text).toMatch(
      /<time datetime="[^"]+" title="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC">(just now|\d+ \w+ ago)</,
    )
  })

  it('filters by what the address says, and keeps it in its form', async () => {
    expect(rowsOf(await page('/ui/leaderboard?pass_gate=false&risk_profile=balanced&order_by=sharpe'))).toBe(
      4,
    )
    const passed = await page('/ui/leaderboard?pass_gate=true')
    expect(passed).toContain('No backtest matches these filters')
    expect(passed).toContain('<option value="true" selected>')
    expect(rowsOf(await page('/ui/leaderboard?start=2099-01-01'))).toBe(0)
    expect(
      rowsOf(await page(`/ui/leaderboard?${new URLSearchParams({ tag: hostile, model_id: 'features' })}`)),
    ).toBe(4)
  })

  it('leaves the empty fields of its form out of the address', async () => {
    const { status, headers } = await host.get('/ui/leaderboard?model_id=&tag=a%26b&pass_gate=&limit=20')
    expect(status).toBe(302)
    expect(headers.get('location')).toBe('/ui/leaderboard?tag=a%26b&limit=20')
  })

  it('has pages that hold each row once and keep the filters', async () => {
    const first = await page('/ui/leaderboard?limit=3&pack_id=adhoc')
    expect(rowsOf(first)).toBe(3)
    expect(first).toContain('1 to 3 of 4')
    const [, next] = /rel="next" href="([^"]+)"/.exec(first) ?? []
    expect(next).toBe('/ui/leaderboard?limit=3&amp;pack_id=adhoc&amp;offset=3')
    const last = await page(next.replaceAll('&amp;', '&'))
    expect(rowsOf(last)).toBe(1)
    expect(last).toContain('<span class="place">4</span>')
    expect(last).toContain('rel="prev" href="/ui/leaderboard?limit=3&amp;pack_id=adhoc"')
    expect(last).not.toContain('rel="next"')
    expect(await page('/ui/leaderboard?offset=90')).toContain('none of 4 from row 91 on')
  })
})

describe('a page of a run', () => {
  it('has the verdict, the figures and the way to its report', async () => {
    const text = await page(`/ui/runs/${host.backtest}`)
    const { verdict } = JSON.parse((await host.get(`/backtests/${host.backtest}`)).text)
    expect(text).toContain(verdict)
    expect(text).toContain(`src="/reports/${host.backtest}?format=svg"`)
    expect(text).toContain(`href="/ui/sweeps/${host.sweep}"`)
    expect(text.match(/<dt>Sharpe<\/dt><dd>-?\d/)).not.toBeNull()
  })

  it('leads to the page of the sweep when it is one', async () => {
    const { status, headers } = await host.get(`/ui/runs/${host.sweep}`)
    expect(status).toBe(302)
    expect(headers.get('location')).toBe(`/ui/sweeps/${host.sweep}`)
  })

  it('says of a running one how far it is, and where its events are', async () => {
    const text = await page(`/ui/runs/${host.running}`)
    expect(text).toContain(`data-events="/train/jobs/${host.running}/events"`)
    expect(text).toContain('▶ running')
    expect(text).toContain('Reload the page')
    const jobs = await page('/ui/jobs')
    expect(jobs).toContain('1 running, 0 queued')
    expect(jobs).toContain(`data-live="${host.running}-progress"`)
  })
})

describe('a sweep', () => {
  it('has a map of thresholds and one of shares, by the figure that is asked for', async () => {
    const text = await page(`/ui/sweeps/${host.sweep}?figure=trades`)
    for (const part of [
      'Trades by thresholds and hours',
      'Trades by share traded and hours',
      '0.52,0.55',
      'all hours',
    ])
      expect(text).toContain(part)
    expect(text.match(/<td class="rising\d"><a href="\/ui\/runs\//g)).toHaveLength(4)
    expect(text).toContain('0 of 4 variants pass the gate.')
  })
})

describe('a failure', () => {
  it.each([
    ['/ui/nothing', 404, 'no route GET /ui/nothing'],
    ['/ui/runs/nothing', 404, 'There is no run nothing.'],
    ['/ui/sweeps/nothing', 404, 'nothing'],
    ['/ui/packs/nothing', 404, 'nothing'],
    ['/ui/models/adhoc/nothing', 404, 'nothing'],
    ['/ui/runs?kind=thing', 400, 'expected one of backtest, sweep, train, build, got thing'],
    ['/ui/runs?status=runing', 400, 'did you mean &quot;running&quot;'],
    ['/ui/leaderboard?tga=x', 400, 'did you mean &quot;tag&quot;'],
    ['/ui/leaderboard?limit=many&offset=-1', 400, '<code>offset</code>'],
    ['/ui/leaderboard?start=2024-13-01', 400, '<code>start</code>'],
    ['/ui/leaderboard?tag=a%00b', 400, 'U+0000'],
    [`/ui/leaderboard?risk_profile=${encodeURIComponent(hostile)}`, 400, '<code>risk_profile</code>'],
  ])('at %s is a page that says what to do', async (path, status, words) => {
    const answer = await host.get(path)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.text).toContain(words)
    expect(answer.text).not.toContain(hostile)
    expect(answer.text).toContain(`request <code>${answer.headers.get('x-request-id')}</code>`)
    expect(answer.text).toContain('<a href="/ui">')
  })

  it('at a figure that no map has names those that there are', async () => {
    const { status, text } = await host.get(`/ui/sweeps/${host.sweep}?figure=luck`)
    expect(status).toBe(400)
    expect(text).toContain('expected one of score, sharpe')
  })

  it('is JSON as before to who asks the API', async () => {
    const { status, body } = await host.get('/uinothing')
    expect(status).toBe(404)
    expect(body.error.code).toBe('NOT_FOUND')
  })
})

describe('an empty workspace', () => {
  it('is told what to run first', async () => {
    const empty = await testHost()
    try {
      for (const path of [
        '/ui',
        '/ui/leaderboard',
        '/ui/runs',
        '/ui/sweeps',
        '/ui/jobs',
        '/ui/runs?kind=train',
      ]) {
        const { status, text } = await empty.get(path)
        expect(status, path).toBe(200)
        expect(text, path).toContain('sigma quickstart')
      }
      expect((await empty.get('/ui/models/swingsigma/spx_eq_swing_daily')).text).toContain('no cards yet')
    } finally {
      await empty.close()
    }
  })
})

describe('a fault of the server itself', () => {
  it('keeps its inner text from readers, and tells the operator', async () => {
    const told: string[] = []
    const broken = await testHost({
      change: () => ({
        reportBug: (error) => told.push(String(error)),
        wallTime: () => {
          throw new Error('secret')
        },
      }),
    })
    try {
      const { status, text } = await broken.get('/ui/leaderboard')
      expect(status).toBe(500)
      expect(text).toContain('a fault of its own')
      expect(text).not.toContain('secret')
      expect(told).toEqual(['Error: secret'])
    } finally {
      await broken.close()
    }
  })
})

describe('the page of the contract', () => {
  it('has every operation and schema below an anchor, and no link that leads nowhere', async () => {
    const text = await page('/docs')
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const { operationId } of operations) expect(ids, operationId).toContain(operationId)
    for (const name of Object.keys(contract.components.schemas)) expect(ids).toContain(`schema-${name}`)
    const missing = [...text.matchAll(/href="#([^"]+)"/g)].filter(([, id]) => !ids.has(id))
    expect(missing).toEqual([])
    expect(text.match(/ id="/g)).toHaveLength(ids.size)
  })

  it('has parameters, bodies, answers, error codes and examples', async () => {
    const text = await page('/docs')
    const [, operation] = /<div id="createBacktest">([\s\S]*?)<\/details>/.exec(text) ?? []
    for (const part of ['Idempotency-Key', 'thresholds', 'RunAccepted', 'curl -X POST', '202', '4xx, 5xx'])
      expect(operation).toContain(part)
    for (const code of ['GATE_FAILED', 'UNPROCESSABLE', 'QUOTA_EXCEEDED'])
      expect(text).toContain(`<code>${code}</code>`)
  })

  it('is the document that /openapi.json answers', async () => {
    const { status, text } = await host.get('/openapi.json')
    expect(status).toBe(200)
    const { paths, openapi } = JSON.parse(text)
    expect(openapi).toBe('3.1.0')
    expect(Object.keys(paths)).toEqual(Object.keys(contract.paths))
  })
})
