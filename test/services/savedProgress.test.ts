import { afterEach, expect, it, vi } from 'vitest'
import type { Progress } from '../../src/jobs/queue.ts'
import { withSavedProgress } from '../../src/services/savedProgress.ts'
import { findTraining, insertTraining, updateTraining } from '../../src/store/trainings.ts'
import { temporaryDatabase, work } from '../store/temporary.ts'

afterEach(() => vi.restoreAllMocks())

it('saves how far a training is once a second, rounded down and never all of it', async () => {
  const db = await temporaryDatabase()
  const { id } = await insertTraining(db, { ...work(1), config: {} })
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const bugs: unknown[] = []
  const reportBug = (bug: unknown): void => {
    bugs.push(bug)
  }
  const told: Progress[] = []
  const save = (changes: { progress: number }) => updateTraining(db, id, changes)
  const saved = async (...times: [ms: number, share: number][]) => {
    await withSavedProgress(
      { reportBug },
      `training ${id}`,
      { report: (one) => told.push(one) },
      save,
      async (report) => {
        for (const [ms, share] of times) {
          now = ms
          report({ done: 0, total: 1, message: 'fitting', share })
        }
      },
    )
    return (await findTraining(db, id))?.progress
  }
  expect(await saved([999, 0.2])).toBe(0)
  now = 0
  expect(await saved([1_000, 0.257])).toBe(25)
  now = 1_000
  expect(await saved([1_900, 0.5])).toBe(25)
  now = 1_000
  expect(await saved([2_000, 0.5], [3_000, 1])).toBe(99)
  expect(told.map(({ share }) => share)).toEqual([0.2, 0.257, 0.5, 0.5, 1])
  await db.deleteFrom('training_runs').execute()
  now = 3_000
  expect(await saved([4_000, 1])).toBeUndefined()
  expect(bugs, 'a training whose row is gone').toHaveLength(1)
})
