import { SigmaError } from '../core/errors.ts'
import type { Listed, Page } from '../store/page.ts'
import * as store from '../store/selections.ts'
import { tellChanged } from './changes.ts'
import { type NamedBacktest, requireBacktest } from './namedBacktest.ts'
import type { Parts } from './parts.ts'

export type { Selection } from '../store/selections.ts'

/**
 * Keeps backtests for training, with what they are now. What the gate says of them is asked when they are trained.
 *
 * @throws NOT_FOUND, INVALID_PARAM or UNPROCESSABLE for an item that is no completed backtest
 */
export async function createSelection(
  parts: Parts,
  items: readonly NamedBacktest[],
): Promise<store.Selection> {
  const kept = new Map<string, store.SelectedBacktest>()
  for (const [place, item] of items.entries()) {
    const run = await requireBacktest(parts, item, `items[${place}]`)
    const { id: backtestId, packId, modelId, config } = run
    kept.set(backtestId, { backtestId, packId, modelId, config, lineage: run.lineage ?? {} })
  }
  const selection = { id: parts.newId(), createdAt: parts.now().toISOString(), items: [...kept.values()] }
  await store.insertSelection(parts.db, selection)
  tellChanged('backtests', null, idsOf(selection))
  return selection
}

export const listSelections = (
  { db }: Parts,
  filter: { modelId?: string },
  page: Page,
): Promise<Listed<store.Selection>> => store.listSelections(db, filter, page)

export async function requireSelection({ db }: Parts, id: string): Promise<store.Selection> {
  const selection = await store.findSelection(db, id)
  if (!selection) throw unknown(id)
  return selection
}

/** The backtests stay, and so do the models that were trained from them. */
export async function deleteSelection(parts: Parts, id: string): Promise<void> {
  const selection = await requireSelection(parts, id)
  if (!(await store.deleteSelection(parts.db, id))) throw unknown(id)
  tellChanged('backtests', idsOf(selection), null)
}

const idsOf = ({ items }: store.Selection): string[] => items.map(({ backtestId }) => backtestId)

function unknown(id: string): SigmaError {
  return new SigmaError('NOT_FOUND', `there is no selection ${id}`, {
    next: 'sigma selections list shows them',
  })
}
