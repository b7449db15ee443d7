import { describe, expect, it } from 'vitest'
import { featureDrift } from '../../src/services/drift.ts'
import { type SeenDrift, tellDrift } from '../../src/services/notifications.ts'
import { temporaryDatabase } from '../store/temporary.ts'

const column = (name: string, rows: number, of: (i: number) => number) => ({
  name,
  values: Float64Array.from({ length: rows }, (_, i) => of(i)),
})
const wave = (i: number): number => Math.sin(i * i)

describe('the drift of features', () => {
  const training = {
    features: [column('same', 1000, wave), column('moved', 1000, wave), column('unread', 1000, wave)],
  }

  it('is told of those that are asked for, the worst first', () => {
    const recent = {
      features: [column('same', 500, (i) => wave(i + 1000)), column('moved', 500, (i) => wave(i) + 1)],
    }
    const drift = featureDrift(training, recent, ['same', 'moved'])
    expect(drift?.map(({ feature, verdict }) => [feature, verdict])).toEqual([
      ['moved', 'drifted'],
      ['same', 'stable'],
    ])
  })

  it('is not told of too few rows', () => {
    expect(featureDrift(training, { features: [column('same', 99, wave)] }, ['same'])).toBeNull()
    expect(featureDrift(training, { features: [column('same', 100, wave)] }, ['same'])).toHaveLength(1)
  })
})

describe('the event of a drift', () => {
  it('is kept once a day of each kind and model', async () => {
    const db = await temporaryDatabase()
    let count = 0
    let time = '2026-03-02T10:00:00.000Z'
    const parts = {
      db,
      notifier: { wants: () => true, wake() {} },
      wallTime: () => new Date(time),
      newId: () => `n-${count++}`,
    }
    const features: SeenDrift = { kind: 'features', start: '2026-01-02', rows: 250, features: [] }
    const results: SeenDrift = { kind: 'live_sharpe', sharpe: -1, interval: { low: 0, high: 2 }, trades: 40 }
    const model = { packId: 'swingsigma', modelId: 'one' }
    await tellDrift(parts, model, features)
    await tellDrift(parts, model, features)
    await tellDrift(parts, model, results)
    await tellDrift(parts, { ...model, modelId: 'two' }, features)
    time = '2026-03-03T10:00:00.000Z'
    await tellDrift(parts, model, features)
    const kept = await db.selectFrom('notifications').select('once').orderBy('once').execute()
    expect(kept.map(({ once }) => once)).toEqual([
      'drift.seen swingsigma one features 2026-03-02',
      'drift.seen swingsigma one features 2026-03-03',
      'drift.seen swingsigma one live_sharpe 2026-03-02',
      'drift.seen swingsigma two features 2026-03-02',
    ])
  })
})
