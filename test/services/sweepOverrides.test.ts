import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { runSigma } from '../cli/runSigma.ts'
import { schemaOf } from '../postgres/schemas.ts'
import { repeated } from '../server/repeated.ts'
import {
  type AnswerBody,
  done,
  modelId,
  type TestHost,
  temporaryWorkspace,
  testHost,
} from '../server/testHost.ts'

const workspace = temporaryWorkspace()
const settings = `
packs:
  adhoc:
    profiles:
      balanced:
        sweep_overrides: { thresholds_range: [0.5, 0.6], top_pct_range: [0.1, 0.2], hours_variants: ["14,13", "10"] }
      conservative:
        risk_budget: { allowed_hours: "13,14" }
        sweep_overrides: { hours_variants: ["10,14", "13,14,15", "10"] }
      aggressive:
        sweep_overrides: { top_pct_range: [0.2, 0.2], hours_variants: [""] }
  swingsigma:
    profiles:
      balanced: { sweep_overrides: { thresholds_range: [0.52, 0.52], hours_variants: ["13"] } }
      conservative: { risk_budget: { allowed_hours: "10" }, sweep_overrides: { hours_variants: ["13"] } }
`

let host: TestHost
beforeAll(async () => {
  writeFileSync(join(workspace, 'sigma.yaml'), settings)
  writeFileSync(join(workspace, 'hourly.csv'), hourlyCsv())
  host = await testHost({ workspace })
})
afterAll(() => host.close())

const fit = { hyperparams: { rounds: 2, depth: 2 }, splits: 2 }
const body = { csv: 'hourly.csv', ...fit }
const thresholds = ['0.50,0.52,0.54', '0.56,0.58,0.60']
const shares = ['0.10', '0.15', '0.20']

const sweptSchema = z.object({
  sweep: z.object({ spec: z.object({ from_profile: z.array(z.string()).optional() }) }),
  results: z.array(
    z.object({ config: z.object({ value: z.string(), allowed_hours: z.string().nullable() }) }),
  ),
})

/** What a sweep went through, each value once and in order, and what of it the profile said. */
async function swept({ sweep_id }: AnswerBody) {
  const { sweep, results } = sweptSchema.parse(JSON.parse((await host.get(`/sweeps/${sweep_id}`)).text))
  const { from_profile } = sweep.spec
  return {
    rules: [...new Set(results.map(({ config }) => config.value))].sort(),
    hours: [...new Set(results.map(({ config }) => config.allowed_hours ?? 'all'))].sort(),
    variants: results.length,
    ...(from_profile && { from_profile }),
  }
}

const start = (changes: object) => done(host.post('/backtest_sweep', { ...body, ...changes }))
const ofProfile = expect.stringContaining('sweep_overrides of the risk profile')

describe('a sweep that names no thresholds, shares or hours', () => {
  it('goes through those of its risk profile, and says so', async () => {
    const answer = await start({ risk_profile: 'balanced' })
    expect(await swept(answer)).toEqual({
      rules: [...shares, ...thresholds].sort(),
      hours: ['10', '13,14'],
      variants: 10,
      from_profile: ['thresholds', 'top_pct', 'hours'],
    })
    expect(answer.warnings).toContain(
      'sweep_overrides of the risk profile balanced of adhoc: thresholds 0.50,0.52,0.54 and 0.56,0.58,0.60; shares 0.10, 0.15, 0.20; hours 13,14 and 10. What a sweep names itself wins',
    )
  })

  it('is repeated by a command that names them', async () => {
    const { sweep_id } = await start({ risk_profile: 'balanced' })
    const { report } = JSON.parse((await host.get(`/reports/${sweep_id}?format=json`)).text)
    const { line, notes } = report.command
    expect(line).toContain(
      "--thresholds '0.5,0.52,0.54;0.56,0.58,0.6' --top-pcts 0.1,0.15,0.2 --hours-sets '13,14;10'",
    )
    expect(notes).toContain(
      'The sweep did not name thresholds, top_pct, hours: they are sweep_overrides of its risk profile.',
    )
    expect(await repeated(host, line)).toEqual({ path: '/sweeps/run', deduplicated: true, id: sweep_id })
  })

  it('says what its profile said when it is shown', async () => {
    const { sweep_id } = await start({ risk_profile: 'balanced' })
    const before = process.cwd()
    // The test runner has one of its own.
    vi.stubEnv('BASE_URL', undefined)
    const schema = schemaOf(workspace)
    vi.stubEnv('DATABASE_URL', schema?.url)
    vi.stubEnv('DB_SCHEMA', schema?.schema)
    process.chdir(workspace)
    const shown = runSigma('sweep', 'show', sweep_id)
    const { stdout, stderr } = await shown.finally(() => {
      process.chdir(before)
      vi.unstubAllEnvs()
    })
    expect(stdout, stderr).toContain('thresholds, top_pct, hours: sweep_overrides of its risk profile')
  })

  it('has no hours that are not allowed, and no set twice', async () => {
    const { hours } = await swept(await start({ risk_profile: 'conservative', top_pct_variants: [0.2] }))
    expect(hours).toEqual(['13,14', '14'])
  })

  it('goes through shares alone where the profile names no thresholds, and through every hour where it says so', async () => {
    const answer = await start({ risk_profile: 'aggressive' })
    expect(await swept(answer)).toEqual({
      rules: ['0.20'],
      hours: ['all'],
      variants: 1,
      from_profile: ['top_pct', 'hours'],
    })
    const { report } = JSON.parse((await host.get(`/reports/${answer.sweep_id}?format=json`)).text)
    expect(report.command.line).toContain('--top-pcts 0.2 --hours-sets all')
  })
})

describe('a sweep that names', () => {
  const rulesOfProfile = [...shares, ...thresholds].sort()
  it.each([
    ['thresholds', { thresholds_variants: [[0.55]] }, { rules: ['0.55'], hours: ['10', '13,14'] }, ['hours']],
    ['shares', { top_pct_variants: [0.3] }, { rules: ['0.30'], hours: ['10', '13,14'] }, ['hours']],
    [
      'hours',
      { hours_variants: ['13'] },
      { rules: rulesOfProfile, hours: ['13'] },
      ['thresholds', 'top_pct'],
    ],
    [
      'one set of hours',
      { allowed_hours: '' },
      { rules: rulesOfProfile, hours: ['all'] },
      ['thresholds', 'top_pct'],
    ],
  ])('%s goes through these, whatever its profile says of them', async (_, names, rules, from_profile) => {
    expect(await swept(await start({ risk_profile: 'balanced', ...names }))).toMatchObject({
      ...rules,
      from_profile,
    })
  })

  it('both is not touched, and not warned of', async () => {
    const names = { thresholds_variants: [[0.55]], hours_variants: ['13'] }
    const answer = await start({ risk_profile: 'balanced', ...names })
    expect(await swept(answer)).toEqual({ rules: ['0.55'], hours: ['13'], variants: 1 })
    expect(answer.warnings).not.toContainEqual(ofProfile)
  })
})

it('a sweep of daily rows has no hours of its profile, and a range without width is one threshold', async () => {
  const answer = await done(host.post('/backtest_sweep', { model_id: modelId, ...fit, start: '2016-01-04' }))
  expect(await swept(answer)).toEqual({
    rules: ['0.52'],
    hours: ['all'],
    variants: 1,
    from_profile: ['thresholds'],
  })
})

it('a sweep says when none of the hours of its profile can be swept', async () => {
  const answer = await start({ pack_id: 'swingsigma', risk_profile: 'conservative' })
  expect(answer.warnings).toContain(
    'sweep_overrides of the risk profile conservative of swingsigma: none of the hours 13 is allowed and in the matrix. What a sweep names itself wins',
  )
})

/** Sixty days of four hours each, of which ten, thirteen, fourteen and fifteen in New York. */
function hourlyCsv(): string {
  const hours = [15, 18, 19, 20]
  const rows = Array.from({ length: 240 }, (_, row) => {
    const time = new Date(Date.UTC(2020, 0, 6 + Math.floor(row / 4), hours[row % 4])).toISOString()
    return [time, Math.sin(row * 1.7).toFixed(4), (0.01 * Math.sin(row * 3.1)).toFixed(6)].join(',')
  })
  return ['ts,a,ret_fwd', ...rows, ''].join('\n')
}
