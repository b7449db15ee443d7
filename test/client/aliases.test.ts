import { describe, expect, it } from 'vitest'
import { unwrap } from '../../src/client/failure.ts'
import { clientOf, jsonResponse, recorded, responseOf } from './recorded.ts'

const missing = (): Response => responseOf(recorded('train.404'))

/** A backend that has the given paths alone; what it was sent, as "METHOD path". */
function backendWith(...paths: string[]) {
  const { client, sent } = clientOf(({ url }) =>
    paths.includes(new URL(url).pathname) ? jsonResponse({ ok: true, rows: 3 }) : missing(),
  )
  return { client, sent, lines: () => sent.map(({ method, url }) => `${method} ${new URL(url).pathname}`) }
}

describe('the client', () => {
  it('uses the alias of a canonical route that is missing', async () => {
    const { client, sent, lines } = backendWith('/build_matrix')
    const window = { start: '2024-01-02', end: '2024-01-31' }
    await unwrap(client.POST('/matrix/build', { body: { model_id: 'm', date_window: window } }), '')
    expect(lines()).toEqual(['POST /matrix/build', 'POST /build_matrix'])
    expect(await sent[1].json()).toEqual({ model_id: 'm', ...window })
  })

  it('spells a backtest as the alias takes it', async () => {
    const { client, sent, lines } = backendWith('/backtest')
    const config = { kind: 'thr' as const, value: '0.55,0.60', allowed_hours: '13,14' }
    await unwrap(client.POST('/backtests', { body: { model_id: 'm', config, splits: 3 } }), '')
    expect(lines().at(-1)).toBe('POST /backtest')
    expect(await sent[1].json()).toEqual({
      model_id: 'm',
      thresholds: '0.55,0.60',
      allowed_hours: '13,14',
      splits: 3,
    })
  })

  it('spells a sweep as the alias takes it: flat, with sets as text', async () => {
    const { client, sent, lines } = backendWith('/backtest_sweep')
    const sweep = {
      thresholds_variants: [[0.5, 0.52], '0.55'],
      hours_variants: [[13, 14], '15'],
      top_pct_variants: [0.1],
    }
    await unwrap(client.POST('/sweeps/run', { body: { model_id: 'm', sweep } }), '')
    expect(lines().at(-1)).toBe('POST /backtest_sweep')
    expect(await sent[1].json()).toEqual({
      model_id: 'm',
      thresholds_variants: ['0.5,0.52', '0.55'],
      allowed_hours_variants: ['13,14', '15'],
      top_pct_variants: [0.1],
    })
  })

  it.each([['/matrix/preview', '/preview_matrix']] as const)('knows %s as %s', async (path, alias) => {
    const { client, lines } = backendWith(alias)
    await client.POST(path, { body: { model_id: 'm' } })
    expect(lines()).toEqual([`POST ${path}`, `POST ${alias}`])
  })

  it('keeps the query of /policy/explain', async () => {
    const { client, sent } = backendWith('/validate_policy')
    await client.GET('/policy/explain', { params: { query: { model_id: 'm' } } })
    expect(sent[1].url).toBe('http://backend.test/validate_policy?model_id=m')
  })

  it('tries an alias after 405 too, and behind a path of the base URL', async () => {
    const { client, sent } = clientOf(
      ({ url }) =>
        url.endsWith('/preview_matrix')
          ? jsonResponse({ ok: true })
          : responseOf(recorded('method-not-allowed')),
      'http://backend.test/api',
    )
    await client.POST('/matrix/preview', { body: {} })
    expect(sent.map(({ url }) => url)).toEqual([
      'http://backend.test/api/matrix/preview',
      'http://backend.test/api/preview_matrix',
    ])
  })

  it('keeps the first answer when the alias is missing as well', async () => {
    const body = { ok: false, error: { code: 'NOT_FOUND', message: 'no model "m"' }, request_id: 'r' }
    const { client } = clientOf(({ url }) =>
      url.endsWith('/matrix/build') ? jsonResponse(body, 404) : missing(),
    )
    await expect(unwrap(client.POST('/matrix/build', { body: {} }), '')).rejects.toThrow('no model "m"')
  })

  it('leaves other routes and other failures alone', async () => {
    const { client, sent } = clientOf(() => jsonResponse({ ok: false, error: 'bad' }, 400))
    await client.POST('/matrix/build', { body: {} })
    await client.GET('/leaderboard')
    expect(sent).toHaveLength(2)
  })
})
