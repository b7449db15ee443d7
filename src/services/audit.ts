import { type AuditFilter, type ChainedEntry, listAuditEntries } from '../store/audit.ts'
import type { Listed, Page } from '../store/page.ts'
import type { Parts } from './parts.ts'

export type { AuditFilter, ChainedEntry } from '../store/audit.ts'

/** What was changed by whom, newest first. */
export function listAudit(
  { db }: Pick<Parts, 'db'>,
  filter: AuditFilter,
  page: Page,
): Promise<Listed<ChainedEntry>> {
  return listAuditEntries(db, filter, page)
}
