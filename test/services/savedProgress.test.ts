import { afterEach, expect, it, vi } from 'vitest'
import { savedProgress } from '../../src/services/savedProgress.ts'
import { findTraining, insertTraining } from '../../src/store/trainings.ts'
import { temporaryDatabase, work } from '../store/temporary.ts'

afterEach(() => vi.restoreAllMocks())

it('saves how far a training is once a second, rounded down and never all of it', async () => {
  const db = await temporaryDatabase()
  const { id } = await insertTraining(db, { ...work(1), config: {} })
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const bugs: unknown[] = []
  const progress = savedProgress({ db, reportBug: (bug) => bugs.push(bug) }, id)
  const saved = async (ms: number, share: number) => {
    now = ms
    progress.save({ done: 0, total: 1, message: 'fitting', share })
    await progress.end()
    return (await findTraining(db, id))?.progress
  }
  expect(await saved(999, 0.2)).toBe(0)
  expect(await saved(1_000, 0.257)).toBe(25)
  expect(await saved(1_900, 0.5)).toBe(25)
  expect(await saved(2_000, 1)).toBe(99)
  await db.deleteFrom('training_runs').execute()
  expect(await saved(3_000, 1)).toBeUndefined()
  expect(bugs, 'a training whose row is gone').toHaveLength(1)
})
