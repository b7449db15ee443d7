import type { Parts } from '../../services/parts.ts'
import { runScan } from '../../services/runScan.ts'
import type { Routes } from '../route.ts'
import { toScanRequest } from '../scanRequest.ts'
import type { Served } from '../served.ts'
import { toScanned } from '../wireScan.ts'

export const scanRoutes = (parts: Parts): Routes<Served<'scans'>> => ({
  async runScan({ body }, { waiting }) {
    return toScanned(await runScan(parts, toScanRequest(body), waiting))
  },
})
