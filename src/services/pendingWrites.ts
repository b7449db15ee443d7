import type { Parts } from './parts.ts'

/** How long the end of writes is waited for, of a process that stops. */
const patienceMs = 5_000

/** Writes whose rows of the audit are still to come, by store. */
const pending = new WeakMap<Parts['db'], Set<Promise<unknown>>>()

/** Has the store wait for a write before it is closed. */
export function trackWrite(db: Parts['db'], write: Promise<unknown>): void {
  const all = pending.get(db) ?? new Set()
  pending.set(db, all.add(write))
  const forget = (): boolean => all.delete(write)
  write.then(forget, forget)
}

/** Resolves when the writes that are being carried out have ended, rows and all: to be waited for before a store is closed. */
export async function writesEnded(db: Parts['db']): Promise<void> {
  const all = pending.get(db)
  if (all === undefined || all.size === 0) return
  let giveUp: NodeJS.Timeout | undefined
  const patience = new Promise((resolve) => {
    giveUp = setTimeout(resolve, patienceMs)
  })
  await Promise.race([Promise.allSettled(all), patience])
  clearTimeout(giveUp)
}
