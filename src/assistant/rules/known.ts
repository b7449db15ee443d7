import type { Parts } from '../../services/parts.ts'

/** What there is in a workspace to be named in a question. */
export interface Known {
  models: readonly string[]
  packs: readonly string[]
}

/** Names alone: to read what the files say takes longer than to answer. */
export async function knownOf({ packs }: Pick<Parts, 'packs'>): Promise<Known> {
  const ids = await packs.ids()
  const models = await Promise.all(ids.map((id) => packs.modelIds(id)))
  return { models: models.flat(), packs: ids }
}
