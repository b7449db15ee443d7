import { z } from 'zod'
import { toPeriod } from '../../contract/period.ts'
import { listLeaderboard } from '../../services/runs.ts'
import { firstCitations, listCitation } from '../records/addresses.ts'
import { chosenBy } from '../records/params.ts'
import { askTemplate } from '../templates/ask.ts'
import { defineTool, rowLimit } from '../tool.ts'

const orders = { score: 'score', sharpe: 'sharpe', cum_ret: 'cum_return' } as const

const date = z.string().max(30).describe('a date such as 2024-01-31')

/** The best backtests. */
export const dbLeaderboard = defineTool({
  name: 'db.leaderboard',
  description:
    'Ranks completed backtests: those that passed their gate first, then by score, Sharpe ratio or return. Take it for "best", "top", "which passed".',
  params: {
    ...chosenBy,
    pass_gate: z
      .boolean()
      .optional()
      .describe('only those that passed their gate, or only those that did not'),
    start: date.optional(),
    end: date.optional(),
    order_by: z.enum(['score', 'sharpe', 'cum_ret']).default('score'),
    limit: rowLimit(10, 50),
  },
  async run({ limit, order_by, ...chosen }, context) {
    const { model_id, pack_id, risk_profile, pass_gate, tag, start, end } = chosen
    const filter = {
      ...(model_id !== undefined && { modelId: model_id }),
      ...(pack_id !== undefined && { packId: pack_id }),
      ...(risk_profile !== undefined && { riskProfile: risk_profile }),
      ...(pass_gate !== undefined && { passGate: pass_gate }),
      ...(tag !== undefined && { tag }),
      ...toPeriod({ ...(start !== undefined && { start }), ...(end !== undefined && { end }) }),
    }
    const page = { limit, offset: 0 }
    const { rows: ranked, total } = await listLeaderboard(context.parts, filter, orders[order_by], page)
    const ids = ranked.map(({ id }) => id)
    const found = ids.length === 0 ? [] : await askTemplate(context, 'leaderboard_rows', { ids })
    const byId = new Map(found.map((row) => [row.run_id, row]))
    const rows = ids.flatMap((id, place) => {
      const { metrics, ...row } = byId.get(id) ?? {}
      // One that is gone by now is no row.
      return row.run_id === undefined ? [] : [{ rank: place + 1, ...row, ...risksOf(metrics) }]
    })
    return {
      result: { rows, total, order_by },
      citations: [
        listCitation('/leaderboard', 'the leaderboard', { ...chosen, order_by, limit }),
        ...firstCitations('backtest', ids),
      ],
    }
  },
})

const risksSchema = z.object({ max_dd: z.number().nullish(), win_rate: z.number().nullish() })

/** What has no column of its own. */
function risksOf(metrics: unknown): { max_dd: number | null; win_rate: number | null } {
  const { max_dd = null, win_rate = null } = risksSchema.safeParse(metrics).data ?? {}
  return { max_dd, win_rate }
}
