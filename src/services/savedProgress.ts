import type { Progress } from '../jobs/queue.ts'
import { updateTraining } from '../store/trainings.ts'
import type { Parts } from './parts.ts'

/** The time between two that are saved. */
const progressMs = 1_000

/**
 * Saves now and then how far a training is, for those in other processes who look: 100 % is said by who keeps its result.
 * What is not saved does no harm to the training.
 */
export function savedProgress({ db, reportBug }: Pick<Parts, 'db' | 'reportBug'>, id: string) {
  let saving: Promise<unknown> = Promise.resolve()
  let last = performance.now()
  return {
    save({ done, total, share = done / Math.max(1, total) }: Progress): void {
      const now = performance.now()
      if (now - last < progressMs) return
      last = now
      const progress = Math.min(99, Math.floor(100 * share))
      saving = saving
        .then(() => updateTraining(db, id, { progress }))
        .catch((error: unknown) => reportBug(error, `saving how far the training ${id} is`))
    },
    /** To be awaited before anything else is said of it. */
    end: async (): Promise<void> => {
      await saving
    },
  }
}
