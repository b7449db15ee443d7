import type { OperationId } from '../contract/operations.ts'
import { SigmaError } from '../core/errors.ts'
import type { Parts } from '../services/parts.ts'
import type { OtherOperations } from './otherOperations.ts'
import type { Reply, Routes, ServedRequest } from './route.ts'
import { served } from './served.ts'

/** A handler as the router calls it: the request has been checked against the contract. */
type Handler = { handle(request: ServedRequest, reply: Reply): unknown }['handle']

/** Every handler by operation id. */
export type Handlers = ReadonlyMap<string, Handler>

interface LazyRoutes {
  ids: readonly string[]
  load(parts: Parts, others: OtherOperations): Promise<Handlers>
}

/** Loaded when the first of its operations is called: a command calls one or two, and waits for all that is loaded. */
function routesOf<Id extends OperationId>(
  ids: readonly Id[],
  load: (parts: Parts, others: OtherOperations) => Promise<Routes<NoInfer<Id>>>,
): LazyRoutes {
  return {
    ids,
    load: async (parts, others) => new Map<string, Handler>(Object.entries(await load(parts, others))),
  }
}

const files: readonly LazyRoutes[] = [
  routesOf(served.admin, async (parts) => (await import('./routes/admin.ts')).adminRoutes(parts)),
  routesOf(served.adminPacks, async (parts) =>
    (await import('./routes/adminPacks.ts')).adminPackRoutes(parts),
  ),
  routesOf(served.adminServer, async (parts) =>
    (await import('./routes/adminServer.ts')).adminServerRoutes(parts),
  ),
  routesOf(served.adminUsers, async (parts) =>
    (await import('./routes/adminUsers.ts')).adminUserRoutes(parts),
  ),
  routesOf(served.alerts, async (parts) => (await import('./routes/alerts.ts')).alertRoutes(parts)),
  routesOf(served.artifacts, async (parts) => (await import('./routes/artifacts.ts')).artifactRoutes(parts)),
  routesOf(served.assistant, async (parts, others) =>
    (await import('./routes/assistant.ts')).assistantRoutes(parts, others),
  ),
  routesOf(served.backtests, async (parts) => (await import('./routes/backtests.ts')).backtestRoutes(parts)),
  routesOf(served.calibrations, async (parts) =>
    (await import('./routes/calibrations.ts')).calibrationRoutes(parts),
  ),
  routesOf(served.dashboard, async (parts) => (await import('./routes/dashboard.ts')).dashboardRoutes(parts)),
  routesOf(served.health, async (parts) => (await import('./routes/health.ts')).healthRoutes(parts)),
  routesOf(served.indicatorSets, async (parts) =>
    (await import('./routes/indicatorSets.ts')).indicatorSetRoutes(parts),
  ),
  routesOf(served.indicators, async (parts) =>
    (await import('./routes/indicators.ts')).indicatorRoutes(parts),
  ),
  routesOf(served.leaderboard, async (parts) =>
    (await import('./routes/leaderboard.ts')).leaderboardRoutes(parts),
  ),
  routesOf(served.lineage, async (parts) => (await import('./routes/lineage.ts')).lineageRoutes(parts)),
  routesOf(served.logs, async (parts) => (await import('./routes/logs.ts')).logRoutes(parts)),
  routesOf(served.matrix, async (parts) => (await import('./routes/matrix.ts')).matrixRoutes(parts)),
  routesOf(served.models, async (parts) => (await import('./routes/models.ts')).modelRoutes(parts)),
  routesOf(served.options, async (parts) => (await import('./routes/options.ts')).optionRoutes(parts)),
  routesOf(served.packs, async (parts) => (await import('./routes/packs.ts')).packRoutes(parts)),
  routesOf(served.policy, async (parts) => (await import('./routes/policy.ts')).policyRoutes(parts)),
  routesOf(served.predict, async (parts) => (await import('./routes/predict.ts')).predictRoutes(parts)),
  routesOf(served.reports, async (parts) => (await import('./routes/reports.ts')).reportRoutes(parts)),
  routesOf(served.scans, async (parts) => (await import('./routes/scans.ts')).scanRoutes(parts)),
  routesOf(served.selections, async (parts) =>
    (await import('./routes/selections.ts')).selectionRoutes(parts),
  ),
  routesOf(served.signals, async (parts) => (await import('./routes/signals.ts')).signalRoutes(parts)),
  routesOf(served.signalsLog, async (parts) =>
    (await import('./routes/signalsLog.ts')).signalsLogRoutes(parts),
  ),
  routesOf(served.sweeps, async (parts) => (await import('./routes/sweeps.ts')).sweepRoutes(parts)),
  routesOf(served.trainings, async (parts) => (await import('./routes/trainings.ts')).trainingRoutes(parts)),
]

export function handlers(parts: Parts, others: OtherOperations): Handlers {
  const byId = new Map<string, Handler>()
  for (const { ids, load } of files) {
    let loading: Promise<Handlers> | undefined
    for (const id of ids) {
      byId.set(id, async (request, reply) => {
        loading ??= load(parts, others).catch((error) => {
          // Asked again, it is tried again.
          loading = undefined
          throw error
        })
        const handler = (await loading).get(id)
        if (!handler) throw new SigmaError('INTERNAL', `the contract's operation ${id} has no handler`)
        return handler(request, reply)
      })
    }
  }
  return byId
}
