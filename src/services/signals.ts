import type { Listed, Page } from '../store/page.ts'
import { type ListedSignal, listSignals as listStored, type SignalFilter } from '../store/signals.ts'
import type { Parts } from './parts.ts'

export type { ListedSignal, SignalFilter } from '../store/signals.ts'

/** Signals that were kept, newest day first, each with what became of it. */
export function listSignals({ db }: Parts, filter: SignalFilter, page: Page): Promise<Listed<ListedSignal>> {
  return listStored(db, filter, page)
}
