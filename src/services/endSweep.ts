import {
  endLeftSweep,
  findSweep,
  type SweepChanges,
  type SweepHolder,
  updateHeldSweep,
} from '../store/sweeps.ts'
import { inTransaction } from '../store/transaction.ts'
import { tellSweepEnded } from './notifications.ts'
import type { Parts } from './parts.ts'

type EndingParts = Pick<Parts, 'db' | 'notifier' | 'wallTime' | 'newId'>

/** Saves changes of a sweep for whoever works on it, and with its end what the receiver of notifications is to be told. */
export async function saveHeldSweep(
  parts: EndingParts,
  id: string,
  holder: SweepHolder,
  changes: SweepChanges,
): Promise<boolean> {
  if (changes.finishedAt == null) return updateHeldSweep(parts.db, id, holder, changes)
  return ended(parts, id, (db) => updateHeldSweep(db, id, holder, changes))
}

/** Ends a sweep that nobody works on, in the same way. False, with nothing changed, when somebody does by now. */
export async function endSweepThatIsLeft(
  parts: EndingParts,
  id: string,
  changes: Parameters<typeof endLeftSweep>[2],
): Promise<boolean> {
  return ended(parts, id, (db) => endLeftSweep(db, id, changes))
}

/** What ends a sweep and what is told of it are kept together or not at all. */
async function ended(
  parts: EndingParts,
  id: string,
  end: (db: Parts['db']) => Promise<boolean>,
): Promise<boolean> {
  const isEnded = await inTransaction(parts.db, {}, async (trx) => {
    if (!(await end(trx))) return false
    const sweep = await findSweep(trx, id)
    if (sweep) await tellSweepEnded(parts, trx, sweep)
    return true
  })
  parts.notifier.wake()
  return isEnded
}
