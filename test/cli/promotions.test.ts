import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { temporaryWorkspace, writeFeatureCsv } from '../server/testHost.ts'
import { type Ended, runSigma } from './runSigma.ts'

let workspace: string
let backtest: string
beforeAll(async () => {
  // Vite sets it to "/" for the code that it runs.
  vi.stubEnv('BASE_URL', undefined)
  workspace = temporaryWorkspace()
  writeFeatureCsv(workspace)
  const file = join(workspace, 'features.csv')
  // Its features say so much about the return that they are taken for a leak.
  const { stdout } = await sigma('backtest', '--csv', file, '--rounds', '5', '--splits', '2', '--json')
  backtest = JSON.parse(stdout).run_id
})
afterAll(() => vi.unstubAllEnvs())

const sigma = (...argv: string[]): Promise<Ended> => runSigma(...argv, '--workspace', workspace)
const trainFrom = (...argv: string[]) => sigma('train', '--from', backtest, ...argv)

describe('sigma train --from', () => {
  it('exits 4 where the gate refuses, and says what to do', async () => {
    const { code, stderr } = await trainFrom()
    expect(code).toBe(4)
    expect(stderr).toContain(`the gate refuses the backtest ${backtest} of features: leakage_flagged`)
    expect(stderr).toContain('--override-gate --tag TAG --yes')
    const asJson = await trainFrom('--json')
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      ok: false,
      error: { code: 'GATE_FAILED', details: { reasons: ['leakage_flagged'] } },
    })
  })

  it.each([
    ['--tag', ['--override-gate', '--yes']],
    ['--yes', ['--override-gate', '--tag', 'trial']],
    ['--reason', ['--reason', 'a trial']],
    ['--rounds', ['--override-gate', '--tag', 'trial', '--yes', '--rounds', '7']],
  ])('is refused for its %s before anything is sent', async (field, options) => {
    const { code, stderr } = await trainFrom(...options)
    expect(code).toBe(2)
    expect(stderr).toContain(field)
    expect(JSON.parse((await sigma('jobs', '--json')).stdout)).toMatchObject({ total: 0 })
  })

  it('shows what it would send', async () => {
    const { stdout } = await trainFrom('--override-gate', '--tag', 't', '--yes', '--dry-run', '--json')
    expect(JSON.parse(stdout).request).toEqual({
      method: 'POST',
      path: '/train/batch',
      body: {
        jobs: [{ from: { backtest_id: backtest }, tag: 't' }],
        override: { confirmation: 'confirmed with --yes, without a reason', tag: 't' },
      },
    })
  })

  it('trains against the gate when that is overridden, by the number of the row', async () => {
    const options = ['--override-gate', '--tag', 'trial', '--reason', 'to compare', '--yes']
    const { code, stdout, stderr } = await sigma('train', '--from', '1', ...options, '--json')
    expect(code, stderr).toBe(0)
    const run = JSON.parse(stdout)
    expect(run).toMatchObject({
      promoted_from: backtest,
      gate_state: 'overridden',
      tag: 'trial',
      deduplicated: false,
    })
    const text = (await sigma('jobs', 'show', run.run_id)).stdout
    expect(text).toContain(`promoted from the backtest ${backtest}`)
    expect(text).toContain('gate: overridden, though leakage_flagged: to compare')
    expect((await sigma('train', '--from', '7')).stderr).toContain('has no row 7: it has 1')
  })

  it('is of a promotion alone', async () => {
    const { code, stderr } = await sigma('train', '--csv', join(workspace, 'features.csv'), '--override-gate')
    expect(code).toBe(2)
    expect(stderr).toContain('a fit has no gate')
  })
})

describe('sigma selections', () => {
  it('keeps rows, and trains them as one', async () => {
    expect((await sigma('selections', 'show')).stderr).toContain('there are no selections yet')
    const { selection_id: id } = JSON.parse((await sigma('selections', 'add', '1', '--json')).stdout)
    expect((await sigma('selections')).stdout).toMatch(new RegExp(`^${id}\\t1\\tfeatures\\t`))
    expect((await sigma('selections', 'show')).stdout).toContain(backtest)
    expect((await sigma('selections', 'train')).code).toBe(4)
    const trained = await sigma(
      'selections',
      'train',
      id,
      '--override-gate',
      '--tag',
      'all',
      '--yes',
      '--json',
    )
    expect(JSON.parse(trained.stdout)).toMatchObject({
      ok: true,
      selection_id: id,
      jobs: [{ backtest_id: backtest, status: 'completed', gate_state: 'overridden', run: { tag: 'all' } }],
    })
    expect((await sigma('selections', 'remove', id)).code).toBe(0)
    expect((await sigma('selections', 'remove', id)).code).toBe(1)
  })
})
