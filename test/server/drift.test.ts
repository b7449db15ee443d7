import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { AlertsAnswer } from '../../src/contract/types.ts'
import { expectSigned, receiver, secret } from '../receiver.ts'
import { done, modelId, quick, quickWorkspace, testHost } from './testHost.ts'

it('alerts tell of features that have drifted since the training, and their receiver once', async () => {
  const { url, told, received } = await receiver()
  const host = await testHost({
    workspace: await quickWorkspace(),
    flags: { notify_url: url, notify_secret: secret, notify_events: 'drift.seen' },
  })
  onTestFinished(host.close)
  const raise = async (more: object = {}): Promise<AlertsAnswer> => {
    const body = { model_id: modelId, unpromoted: true, allow_stale: true, threshold: 0.5, ...more }
    const { status, text } = await host.post('/alerts', body)
    expect(status, text).toBe(200)
    return JSON.parse(text)
  }
  // The year up to April 2020 had a volatility that 2017 knew nothing of.
  await done(host.post('/build_matrix', { model_id: modelId, start: '2015-01-02', end: '2017-12-29' }))
  await done(host.post('/train', quick))
  const { drift, warnings } = await raise()
  expect(drift).toMatchObject({ rows: 250, start: expect.stringMatching(/^2019-04/) })
  const [worst] = drift?.features ?? []
  expect(worst.verdict).toBe('drifted')
  expect(warnings).toContainEqual(
    expect.stringContaining(`features are not distributed as in the training: ${worst.feature} (PSI`),
  )
  // Of another source the training rows are those of the stored matrix: prices a hundred times as high are told.
  const [head, ...lines] = readFileSync('packs/sample/sp500-2000.csv', 'utf8').trim().split('\n')
  const scaled = lines.map((line) =>
    line
      .split(',')
      .map((cell, place) => (place > 0 && place < 5 ? Number(cell) * 100 : cell))
      .join(','),
  )
  writeFileSync(join(host.workspace, 'bars.csv'), [head, ...scaled].join('\n'))
  const other = await raise({ source: 'csv:bars.csv' })
  const psiOf = (answer: AlertsAnswer, feature: string): number | undefined =>
    answer.drift?.features.find((one) => one.feature === feature)?.psi
  expect(psiOf(other, 'atr_14')).toBeGreaterThan(5)
  expect(psiOf(other, 'rsi_14')).toBeCloseTo(
    drift?.features.find((one) => one.feature === 'rsi_14')?.psi ?? -1,
    6,
  )
  // 83 sessions of 2018 are too few.
  expect((await raise({ date: '2018-05-01' })).drift).toBeNull()

  await expect.poll(() => received.length).toBe(1)
  expectSigned(received[0])
  const [one] = told()
  expect(one).toMatchObject({
    event: 'drift.seen',
    subject: { kind: 'model', model_id: modelId },
    kind: 'features',
    start: drift?.start,
    links: { performance: `/models/${modelId}/performance` },
  })
})
