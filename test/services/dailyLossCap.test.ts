import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { done, modelId, quick, type TestHost, temporaryWorkspace, testHost } from '../server/testHost.ts'

const workspace = temporaryWorkspace()
const told = (cap: number) => ({
  limit: 'daily_loss_cap_R',
  why: expect.stringContaining(`after a loss of ${cap} R`),
})

let host: TestHost
beforeAll(async () => {
  const settings =
    'packs: { swingsigma: { profiles: { aggressive: { risk_budget: { daily_loss_cap_R: 2 } } } } }'
  writeFileSync(join(workspace, 'sigma.yaml'), settings)
  host = await testHost({ workspace })
  await done(host.post('/build_matrix', { model_id: modelId, start: '2014-01-02' }))
})
afterAll(() => host.close())

const body = { ...quick, splits: 2, thresholds: [0.5] }

describe('a cap on the loss of a day', () => {
  it('of a profile is told as not applied by the gate, the report and the card, and by no run of another', async () => {
    const run = await done(host.post('/backtest', { ...body, risk_profile: 'aggressive' }))
    expect(run.gate.not_applied).toContainEqual(told(2))
    const { text } = await host.get(`/reports/${run.run_id}`)
    expect(text).toContain('daily_loss_cap_R (a backtest does not stop for the day after a loss of 2 R')
    const card = await host.get(`/reports/${run.run_id}?format=md`)
    expect(card.text).toContain(String.raw`The limit daily\_loss\_cap\_R was not applied`)
    const other = await done(host.post('/backtest', { ...body, risk_profile: 'balanced' }))
    expect(other.gate.not_applied.map(({ limit }) => limit)).not.toContain('daily_loss_cap_R')
  })

  it('of a policy takes its place, and is told of every variant of a sweep', async () => {
    const policy = { risk: {}, execution: {}, alerting: {}, risk_budget: { daily_loss_cap_R: 3 } }
    const stored = await host.call('PUT', '/policy', { model_id: modelId, policy })
    expect(stored.status, stored.text).toBe(200)
    const sweep = { thresholds_variants: [[0.5], [0.52]] }
    const { rows } = await done(
      host.post('/backtest_sweep', { ...quick, splits: 2, risk_profile: 'aggressive', sweep }),
    )
    expect(rows).toHaveLength(2)
    for (const { gate } of rows) expect(gate.not_applied).toContainEqual(told(3))
  })
})
