import type { Quotas } from '../../contract/types.ts'
import { listAudit } from '../../services/audit.ts'
import { changeQuotas, checkQuotaChange } from '../../services/changeQuotas.ts'
import type { Parts } from '../../services/parts.ts'
import { limitFields, overrideFields, usageFields } from '../../services/quotaFields.ts'
import { quotasInForce, quotaUsage } from '../../services/quotas.ts'
import { currentUser } from '../../services/user.ts'
import { requireConfirmation } from '../confirmation.ts'
import { storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { toAuditFilter, toAuditRow } from '../wireAudit.ts'

export const adminRoutes = (parts: Parts): Routes<Served<'admin'>> => ({
  async getQuotas({ query: { user = currentUser() } }) {
    const inForce = await quotasInForce(parts, user)
    return {
      ok: true,
      user_id: user,
      enforced: parts.quotas.enforce,
      limits: limitFields(inForce.limits),
      standing: limitFields(inForce.standing),
      overrides: overrideFields(inForce),
      usage: usageFields(await quotaUsage(parts, user)),
    }
  },

  async updateQuotas(request) {
    const { user_id: userId, limits, expires_at: expiresAt, reason } = request.body
    const change = checkQuotaChange(parts, {
      userId,
      limits: toLimits(limits),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(reason !== undefined && { reason }),
    })
    requireConfirmation(request, `a change of the quotas of ${userId}`)
    await changeQuotas(parts, change)
    return { ok: true }
  },

  async getQuotaUsage({ query: { user = currentUser() } }) {
    return { ok: true, usage: usageFields(await quotaUsage(parts, user)) }
  },

  async listAdminAudit({ query }) {
    const filter = toAuditFilter(query)
    const { rows, answer } = await storedPage(query, (page) => listAudit(parts, filter, page))
    const events = rows.map((entry) => {
      const { payload, action, user_id = null, ...row } = toAuditRow(entry)
      return { ...row, user_id, action: action ?? '', details: payload ?? {} }
    })
    return { ...answer, rows: events, events }
  },

  async listAudit({ query }) {
    const filter = toAuditFilter(query)
    const { rows, answer } = await storedPage(query, (page) => listAudit(parts, filter, page))
    return { ...answer, rows: rows.map(toAuditRow), count: rows.length }
  },
})

function toLimits(limits: Quotas) {
  const { sweeps_per_day, sweeps_concurrent, train_per_day, train_concurrent } = limits
  return {
    ...(sweeps_per_day !== undefined && { sweepsPerDay: sweeps_per_day }),
    ...(sweeps_concurrent !== undefined && { sweepsConcurrent: sweeps_concurrent }),
    ...(train_per_day !== undefined && { trainPerDay: train_per_day }),
    ...(train_concurrent !== undefined && { trainConcurrent: train_concurrent }),
  }
}
