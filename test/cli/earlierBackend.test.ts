import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { recorded } from '../client/recorded.ts'
import { runSigma } from './runSigma.ts'
import { stubBackend } from './stubBackend.ts'

/** What the backend does with a request of the path; every other path is 404, as its framework says it. */
let route: { path: string; answer(response: ServerResponse): void }
const backend = stubBackend((request, response) => {
  if (new URL(request.url ?? '', 'http://stub').pathname === route.path) return route.answer(response)
  response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"detail":"Not Found"}')
})

const against = (line: string) => runSigma(...line.split(' '), '--base-url', backend.url)

function replay(name: string): void {
  const { request, response: answer } = recorded(name)
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  route = {
    path: request.path,
    answer: (response) => response.writeHead(answer.status, answer.headers).end(text),
  }
}

describe('a command against what the earlier backend answered', () => {
  it.each([
    ['models.list', 'models', 0, ''],
    ['healthz.ok', 'health', 0, ''],
    // `ok: false` with 200: a verdict where it has no error, else a failure.
    ['healthz.no-key', 'health', 4, ''],
    ['validate_policy.missing', 'validate-policy m', 4, ''],
    ['policy_explain.guard-errors', 'policy explain m', 4, ''],
    ['policy.not-found', 'policy show m', 1, 'not_found'],
    ['preview_matrix.missing-policy', 'preview m', 1, 'Policy file missing'],
    // 422 names the fields.
    ['backtest.bad-hours', 'backtest m', 1, 'allowed_hours'],
    ['train.404', 'train m', 1, 'Not Found'],
    ['ratelimit.429', 'api GET /health', 1, ''],
  ])('%s: sigma %s exits %i', async (name, line, exit, says) => {
    replay(name)
    const { code, stderr, stdout } = await against(line)
    expect(code, stderr + stdout).toBe(exit)
    expect(stderr).toContain(says)
    expect(stderr).not.toContain('bug:')
  })

  it('shows no key of the vendor that an answer holds', async () => {
    replay('healthz.key-leak')
    const { stdout, stderr } = await against('health')
    expect(stdout + stderr).toContain('********')
    expect(stdout + stderr).not.toMatch(/api_?key=[^*]/i)
  })
})

describe('a command against a backend that answers no JSON', () => {
  const json = { 'Content-Type': 'application/json' }
  it.each<[string, (response: ServerResponse) => void, number, string]>([
    ['a page', (to) => to.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>'), 1, 'else than JSON'],
    [
      'a page of its proxy',
      (to) => to.writeHead(500, { 'Content-Type': 'text/html' }).end('<html>'),
      1,
      '500',
    ],
    ['half a body', (to) => to.writeHead(200, json).end('{"ok": true, "ro'), 1, 'else than JSON'],
    [
      'a body that breaks off',
      (to) => {
        to.writeHead(200, { ...json, 'Content-Length': '500' }).write('{"ok": true, "ro', () => to.destroy())
      },
      3,
      'broke off its answer',
    ],
    ['nothing', (to) => to.destroy(), 3, 'no backend answers'],
    ['an empty body', (to) => to.writeHead(200, json).end(), 1, ''],
    // The time-out is the command's own; nothing else ends it.
    ['never', () => undefined, 3, 'in time'],
  ])('told as what it is: %s', async (_, answer, exit, says) => {
    route = { path: '/packs', answer }
    const { code, stderr } = await against(`packs --timeout ${says === 'in time' ? 0.5 : 60}`)
    expect(stderr).not.toContain('bug:')
    expect(code, stderr).toBe(exit)
    expect(stderr).toContain(says)
  })
})
