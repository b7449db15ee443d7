import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isAskedForAll } from '../askedForAll.ts'
import { sigmaHere, temporaryFolder } from './workspace.ts'

/** One model of every pack, and what it takes to build it offline. Of those of options, which take longest, one is built unless all is asked for. */
const models: [pack: string, model: string, argv: string[]][] = [
  ['swingsigma', 'spx_eq_swing_daily', []],
  ['longsigma', 'spy_opt_long_daily', synthetic('2021-06-01')],
  ['momentumsigma', 'spy_opt_intraday_hourly', synthetic('2023-01-03')],
  ['overnightsigma', 'spy_opt_intraday_daily', synthetic('2022-12-01')],
  ['overlay', 'spy_opt_swing_daily_overlay', synthetic('2022-06-01')],
  ['zerosigma', 'spy_opt_0dte_hourly_headfake_1030', synthetic('2023-01-03')],
  ['zerosigma', 'spy_opt_0dte_hourly_pin_1500', synthetic('2023-01-03')],
  ['adhoc', 'spx_eq_swing_daily_own', []],
]

function synthetic(start: string): string[] {
  return ['--source', 'synthetic:seed=3', '--start', start, '--end', '2023-06-30']
}

interface Preview {
  ok: boolean
  rows: number
  labelled_rows: number
  features: string[]
  qa: { ok: boolean }
  leakage: { verdict: string }
  correlation: { columns: string[]; rho: (number | null)[][] }
}

describe('one model of every pack, without network or key', { timeout: 90_000 }, () => {
  const workspace = temporaryFolder()
  beforeAll(async () => {
    expect((await sigmaHere(workspace, ['init'])).code).toBe(0)
    const made = await sigmaHere(workspace, [
      ...['models', 'create', '--template', 'adhoc_bars_daily_v1', '--pack', 'adhoc'],
      ...['--name', 'spx_eq_swing_daily_own'],
    ])
    expect(made.code, made.stderr).toBe(0)
  }, 90_000)

  const built = isAskedForAll
    ? models
    : models.filter(([pack]) => ['swingsigma', 'overnightsigma', 'adhoc'].includes(pack))
  it.each(built)('is previewed and built: %s %s', async (pack, model, argv) => {
    const subject = [model, '--pack', pack, ...argv, '--json']
    const shown = await sigmaHere(workspace, ['preview', ...subject])
    expect(shown.code, shown.stdout.slice(0, 500) + shown.stderr).toBe(0)
    const preview: Preview = JSON.parse(shown.stdout)
    expect(preview.rows).toBeGreaterThan(50)
    expect(preview.labelled_rows).toBeGreaterThan(40)
    expect(preview.leakage.verdict, 'an honest pack').not.toBe('red')
    expect(preview.correlation.columns).toEqual(['ret_fwd', ...preview.features])

    const out = `${model}.csv`
    const built = await sigmaHere(workspace, ['build', ...subject, '--out', out])
    expect(built.code, built.stderr).toBe(0)
    const run: { ok: boolean; matrix_sha: string; profile: { rows: number; features: number } } = JSON.parse(
      built.stdout,
    )
    expect(run.profile).toMatchObject({ rows: preview.rows, features: preview.features.length })
    const [header, first] = readFileSync(join(workspace, out), 'utf8').split('\n')
    const columns = header.split(',')
    for (const name of ['ts', 'session', 'ticker', 'close', 'ret_fwd', 'label_end', ...preview.features])
      expect(columns).toContain(name)
    expect(first.split(',')).toHaveLength(columns.length)
    const sidecar = JSON.parse(readFileSync(join(workspace, `${out}.json`), 'utf8'))
    expect(sidecar).toMatchObject({
      matrix_sha: run.matrix_sha,
      rows: preview.rows,
      features: preview.features,
    })
    expect(existsSync(join(workspace, '.sigma', 'sigma.db'))).toBe(true)
  })

  it('says what a source does not hold, and which ones do', async () => {
    const argv = ['build', 'spy_opt_swing_daily', '--source', 'sample', '--ticker', 'SPX']
    const { code, stderr } = await sigmaHere(workspace, argv)
    expect(code).toBe(1)
    expect(stderr).toContain('the source sample does not hold option chain snapshots')
    expect(stderr).toContain('--source synthetic')
  })

  it('asks for a key where bars come from polygon', async () => {
    const { code, stderr } = await sigmaHere(workspace, [
      'build',
      'spy_eq_swing_daily',
      '--start',
      '2023-01-03',
    ])
    expect(code).toBe(1)
    expect(stderr).toContain('POLYGON_API_KEY')
  })
})
