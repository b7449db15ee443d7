import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { insertSignals } from '../../src/store/signals.ts'
import { quickWorkspace } from '../server/testHost.ts'
import { opened } from '../store/temporary.ts'
import { runSigma } from './runSigma.ts'

const model = 'spy_eq_swing_daily'

// Vite sets it to "/" for the code that it runs.
beforeAll(() => {
  vi.stubEnv('BASE_URL', undefined)
})
afterAll(() => {
  vi.unstubAllEnvs()
})

describe('sigma overlay', () => {
  it('shows what it chose, tells who got nothing, and lists what is kept', async () => {
    const workspace = await quickWorkspace()
    const db = await opened(join(workspace, '.sigma', 'sigma.db'))
    const nothing = {
      packSha: null,
      indicatorSetSha: null,
      modelConfigSha: null,
      policySha: null,
      riskSha: null,
    }
    const signal = {
      date: '2024-06-03',
      ts: '2024-06-03T20:00:00.000Z',
      packId: 'swingsigma',
      modelId: model,
      side: 'long' as const,
      entryMode: null,
      entryRefPx: null,
      stopPx: null,
      targetPx: null,
      timeStopMinutes: null,
      rewardRisk: null,
      score: null,
      threshold: null,
      weight: null,
      scores: null,
      riskProfile: null,
      policyVersion: null,
      lineage: nothing,
      trainingRunId: null,
      matrixSha: null,
      tag: null,
      createdAt: '2024-06-03T20:00:00.000Z',
    }
    await insertSignals(db, [
      { ...signal, id: 'a', ticker: 'SPY', rank: 1 },
      { ...signal, id: 'b', ticker: 'I:VIX', rank: 2 },
    ])
    const inWorkspace = (...argv: string[]) => runSigma(...argv, '--workspace', workspace)
    const asked = [
      'overlay',
      model,
      '--date',
      '2024-06-03',
      '--expiry',
      '2024-06-21',
      '--source',
      'synthetic',
    ]
    const { code, stdout, stderr } = await inWorkspace(...asked, '--width', '5')
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/SPY\tlong\t\+O:SPY240621C\d{8} -O:SPY240621C\d{8}\t2024-06-21/)
    expect(stderr).toContain('1 signal of 2024-06-03 with options that expire on 2024-06-21; 1 new')
    expect(stderr).toContain('I:VIX: ')

    const listed = await inWorkspace('overlay', 'list', '--model', model, '--json')
    expect(JSON.parse(listed.stdout)).toMatchObject({ total: 1, rows: [{ mode: 'vertical', ticker: 'SPY' }] })
    const over = await inWorkspace(
      'overlay',
      model,
      '--date',
      '2024-06-03',
      '--expiry',
      '2024-05-31',
      '--json',
    )
    expect([over.code, JSON.parse(over.stdout).error.code]).toEqual([2, 'INVALID_PARAM'])
  })
})

describe('sigma expirations', () => {
  it('prints a line for each, and a dash where no source can tell', async () => {
    const workspace = await quickWorkspace()
    const argv = ['expirations', 'SPY', '--start', '2025-04-14', '--weeks', '2', '--csv']
    const { code, stdout } = await runSigma(...argv, '--workspace', workspace)
    expect([code, stdout]).toEqual([
      0,
      'date,monthly,chain,contracts\n2025-04-17,true,,\n2025-04-25,false,,\n',
    ])
  })
})
