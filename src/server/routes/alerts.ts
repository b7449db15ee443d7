import { parseHours, parseRiskProfile } from '../../contract/spellings.ts'
import type { Parts } from '../../services/parts.ts'
import { type AlertsRequest, raiseAlerts } from '../../services/raiseAlerts.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { alertsAnswer } from '../wireAlerts.ts'

export const alertRoutes = (parts: Parts): Routes<Served<'alerts'>> => ({
  async createAlerts({ body }) {
    const { pack_id, threshold, allowed_hours, source, date, allow_stale, unpromoted, risk_profile, tag } =
      body
    const hours = parseHours(allowed_hours)
    const riskProfile = parseRiskProfile(risk_profile)
    const request: AlertsRequest = {
      modelId: body.model_id,
      ...(pack_id !== undefined && { packId: pack_id }),
      ...(threshold !== undefined && { threshold }),
      ...(hours !== undefined && { hours }),
      ...(source !== undefined && { source }),
      ...(date !== undefined && { date }),
      ...(allow_stale !== undefined && { allowStale: allow_stale }),
      ...(unpromoted !== undefined && { unpromoted }),
      ...(riskProfile !== undefined && { riskProfile }),
      ...(tag !== undefined && { tag }),
    }
    return alertsAnswer(await raiseAlerts(parts, request))
  },
})
