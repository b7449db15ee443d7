import { parseRiskProfile } from '../../contract/spellings.ts'
import { invalidParam } from '../../core/errors.ts'
import { importFills, type SignalLogFilter, signalLog } from '../../services/importFills.ts'
import type { Parts } from '../../services/parts.ts'
import { storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { refuseTogether } from '../together.ts'
import { fillsAnswer, signalRecord } from '../wireSignalsLog.ts'

export const signalsLogRoutes = (parts: Parts): Routes<Served<'signalsLog'>> => ({
  async listSignalLog({ query }) {
    const { pack_id, model_id, start, end, status } = query
    const riskProfile = parseRiskProfile(query.risk_profile)
    const filter: SignalLogFilter = {
      ...(pack_id && { packId: pack_id }),
      ...(model_id && { modelId: model_id }),
      ...(riskProfile && { riskProfile }),
      ...(start && { start }),
      ...(end && { end }),
      ...(status && { status }),
    }
    const { rows, answer } = await storedPage(query, (page) => signalLog(parts, filter, page))
    return { ...answer, rows: rows.map(signalRecord) }
  },

  async importFills({ body }) {
    refuseTogether(body, ['csv'], ['rows'])
    const { csv, rows } = body
    if (csv !== undefined) return fillsAnswer(await importFills(parts, { csv }))
    if (rows !== undefined) return fillsAnswer(await importFills(parts, { rows }))
    throw invalidParam([{ field: 'csv', issue: 'is missing; give it, or rows' }])
  },
})
