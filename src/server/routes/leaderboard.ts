import { parseOrderBy } from '../../contract/spellings.ts'
import type { Parts } from '../../services/parts.ts'
import { listLeaderboard } from '../../services/runs.ts'
import { toWorkFilter } from '../filters.ts'
import { storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { toLeaderboardRow } from '../wireBacktest.ts'

export const leaderboardRoutes = (parts: Parts): Routes<Served<'leaderboard'>> => ({
  async listLeaderboard({ query }) {
    const order = parseOrderBy(query.order_by) ?? 'score'
    const { status: _, ...filter } = toWorkFilter(query)
    const wanted = {
      ...filter,
      ...(query.pass_gate !== undefined && { passGate: query.pass_gate }),
      ...(query.as_of_run && { asOfRun: true }),
    }
    const { rows, answer } = await storedPage(query, (page) => listLeaderboard(parts, wanted, order, page))
    return {
      ...answer,
      rows: rows.map((run, index) => toLeaderboardRow(run, answer.offset + index + 1)),
      order_by: order,
      tag: query.tag ?? null,
    }
  },
})
