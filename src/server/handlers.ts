import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Parts } from '../services/parts.ts'
import { adminRoutes } from './routes/admin.ts'
import { artifactRoutes } from './routes/artifacts.ts'
import { backtestRoutes } from './routes/backtests.ts'
import { dashboardRoutes } from './routes/dashboard.ts'
import { healthRoutes } from './routes/health.ts'
import { indicatorRoutes } from './routes/indicators.ts'
import { leaderboardRoutes } from './routes/leaderboard.ts'
import { lineageRoutes } from './routes/lineage.ts'
import { matrixRoutes } from './routes/matrix.ts'
import { modelRoutes } from './routes/models.ts'
import { packRoutes } from './routes/packs.ts'
import { policyRoutes } from './routes/policy.ts'
import { predictRoutes } from './routes/predict.ts'
import { reportRoutes } from './routes/reports.ts'
import { selectionRoutes } from './routes/selections.ts'
import { sweepRoutes } from './routes/sweeps.ts'
import { trainingRoutes } from './routes/trainings.ts'

/** Every handler by operation id, as the router calls it: the request has been checked against the contract. */
export type Handlers = ReadonlyMap<
  string,
  { handle(request: FastifyRequest, reply: FastifyReply): unknown }['handle']
>

export function handlers(parts: Parts): Handlers {
  const routes = {
    ...healthRoutes(parts),
    ...dashboardRoutes(parts),
    ...packRoutes(parts),
    ...modelRoutes(parts),
    ...indicatorRoutes(parts),
    ...policyRoutes(parts),
    ...matrixRoutes(parts),
    ...trainingRoutes(parts),
    ...backtestRoutes(parts),
    ...sweepRoutes(parts),
    ...leaderboardRoutes(parts),
    ...selectionRoutes(parts),
    ...lineageRoutes(parts),
    ...predictRoutes(parts),
    ...artifactRoutes(parts),
    ...reportRoutes(parts),
    ...adminRoutes(parts),
  }
  return new Map(Object.entries(routes))
}
