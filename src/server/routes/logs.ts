import type { Parts } from '../../services/parts.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'

export const logRoutes = ({ log }: Pick<Parts, 'log'>): Routes<Served<'logs'>> => ({
  tailLogs({ query: { lines = 100, level, request_id: requestId } }) {
    return {
      ok: true,
      lines: log.tail({ lines, ...(level && { level }), ...(requestId !== undefined && { requestId }) }),
    }
  },
})
