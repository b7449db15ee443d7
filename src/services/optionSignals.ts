import * as store from '../store/optionSignals.ts'
import type { Listed, Page } from '../store/page.ts'
import type { Parts } from './parts.ts'

export type { ListedOptionSignal, OptionSignalFilter } from '../store/optionSignals.ts'

/** Options that were laid over signals, newest day first. */
export const listOptionSignals = (
  { db }: Parts,
  filter: store.OptionSignalFilter,
  page: Page,
): Promise<Listed<store.ListedOptionSignal>> => store.listOptionSignals(db, filter, page)
