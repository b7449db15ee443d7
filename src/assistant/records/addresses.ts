import type { ProposedKind } from '../parts.ts'
import type { Citation } from '../tool.ts'

/** What is stored is of the kinds that can be proposed. */
export type RecordKind = ProposedKind

const pages: Readonly<Record<RecordKind, string>> = {
  build: '/build_runs',
  train: '/training_runs',
  backtest: '/backtests',
  sweep: '/sweeps',
}

const nouns: Readonly<Record<RecordKind, string>> = {
  build: 'build',
  train: 'training',
  backtest: 'backtest',
  sweep: 'sweep',
}

/** What a record is called in a sentence. */
export const nounOf = (kind: RecordKind): string => nouns[kind]

/** Where records of a kind are listed: a route of the server. */
export const pageOf = (kind: RecordKind): string => pages[kind]

/** Where a record is read. */
export function recordCitation(kind: RecordKind, id: string): Citation {
  return { path: `${pages[kind]}/${encodeURIComponent(id)}`, title: `${nouns[kind]} ${id}` }
}

/** Where the records of a kind are listed, by what they were chosen by. */
export function listCitation(
  path: string,
  title: string,
  filter: Readonly<Record<string, unknown>>,
): Citation {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value))
  return { path: query.size === 0 ? path : `${path}?${query}`, title }
}

/** The citations of the first records of a list. */
export function firstCitations(kind: RecordKind, ids: readonly unknown[], most = 5): Citation[] {
  return ids.slice(0, most).map((id) => recordCitation(kind, String(id)))
}
