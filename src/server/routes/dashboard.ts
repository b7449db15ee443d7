import type { Parts } from '../../services/parts.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { overviewPage } from '../ui/overview.ts'
import { sendPage } from '../ui/sitePage.ts'

export const dashboardRoutes = (parts: Parts): Routes<Served<'dashboard'>> => ({
  async getDashboard(request, reply) {
    return sendPage(reply, await overviewPage(request, parts.wallTime()))
  },
})
