import type { IndicatorRow } from '../../contract/types.ts'
import { computeIndicator, describeIndicator, listIndicators } from '../../services/indicators.ts'
import type { Parts } from '../../services/parts.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'

export const indicatorRoutes = (parts: Parts): Routes<Served<'indicators'>> => ({
  getIndicators({ query: { group } }) {
    const indicators = listIndicators()
    return group
      ? { ok: true, count: indicators.length, groups: grouped(indicators) }
      : { ok: true, count: indicators.length, indicators }
  },

  getIndicatorStatus() {
    return { ok: true, count: listIndicators().length, load_errors: [] }
  },

  getIndicator({ params: { name } }) {
    return { ok: true, ...describeIndicator(name) }
  },

  async computeIndicator({ body }) {
    return { ok: true, ...(await computeIndicator(parts, body)) }
  },
})

function grouped(rows: IndicatorRow[]): Record<string, Record<string, string[]>> {
  const groups: Record<string, Record<string, string[]>> = {}
  for (const { category, subcategory, name } of rows) {
    groups[category] ??= {}
    groups[category][subcategory] ??= []
    groups[category][subcategory].push(name)
  }
  return groups
}
