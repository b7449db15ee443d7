import { describe, expect, it } from 'vitest'
import { receiver, secret } from '../receiver.ts'
import { isUnbuilt, writeFeatureCsv } from '../server/testHost.ts'
import { sigmaHere, temporaryFolder } from './workspace.ts'

const sweep = [
  'sweep',
  '--csv',
  'features.csv',
  '--return',
  'ret_fwd',
  '--rounds',
  '5',
  '--splits',
  '2',
  '--thresholds',
  '0.5;0.6',
]

describe.skipIf(isUnbuilt)('sigma sweep, by itself', () => {
  it('tells the receiver before it ends', async () => {
    const { url, told } = await receiver()
    const folder = temporaryFolder()
    writeFeatureCsv(folder)
    const env = { SIGMA_NOTIFY_URL: url, SIGMA_NOTIFY_SECRET: secret, SIGMA_NOTIFY_EVENTS: 'sweep.completed' }
    const { code, stdout, stderr } = await sigmaHere(folder, [...sweep, '--json'], env)
    expect(code, stderr).toBe(0)
    const { sweep_id } = JSON.parse(stdout)
    expect(told().map(({ event, subject }) => [event, subject.id])).toEqual([['sweep.completed', sweep_id]])
  })

  it('is done all the same when the receiver is down, or takes a secret that is not set', async () => {
    const down = await receiver()
    down.close()
    const folder = temporaryFolder()
    writeFeatureCsv(folder)
    const env = { SIGMA_NOTIFY_URL: down.url, SIGMA_NOTIFY_SECRET: secret }
    const { code, stderr } = await sigmaHere(folder, [...sweep, '--json'], env)
    expect([code, stderr]).toEqual([0, ''])
    const unsigned = await sigmaHere(folder, [...sweep, '--json', '--force'], { SIGMA_NOTIFY_URL: down.url })
    expect(unsigned.code).toBe(0)
    expect(unsigned.stderr).toBe(
      'warning: SIGMA_NOTIFY_SECRET is not set: notifications are kept for a process that has it',
    )
  })
})
