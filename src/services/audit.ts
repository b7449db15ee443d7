import { type AuditEntry, listAuditEntries } from '../store/audit.ts'
import type { Listed, Page } from '../store/page.ts'
import type { Parts } from './parts.ts'

/** What was changed by whom, newest first. */
export function listAudit(
  { db }: Pick<Parts, 'db'>,
  { user, action }: { user?: string; action?: string },
  page: Page,
): Promise<Listed<AuditEntry>> {
  const filter = { ...(user !== undefined && { userId: user }), ...(action !== undefined && { action }) }
  return listAuditEntries(db, filter, page)
}
