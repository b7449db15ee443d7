import { parseRiskProfile } from '../../contract/spellings.ts'
import { formatDay, parseDay } from '../../core/bars/day.ts'
import { listExpirations } from '../../services/expirations.ts'
import { listOptionSignals, type OptionSignalFilter } from '../../services/optionSignals.ts'
import { type OverlayRequest, overlayOptions } from '../../services/optionsOverlay.ts'
import type { Parts } from '../../services/parts.ts'
import { given } from '../given.ts'
import { storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { toOptionSignal, toRefused } from '../wireOptions.ts'

export const optionRoutes = (parts: Parts): Routes<Served<'options'>> => ({
  async createOptionsOverlay({ body }) {
    const overlay = await overlayOptions(parts, toOverlayRequest(body))
    const { count, written, date, expiry, parity, premiumParity, warnings } = overlay
    return {
      ok: true,
      count,
      written,
      date,
      expiry,
      parity: parity && { ok: true, ...parity },
      parity_premium: premiumParity && { ok: true, ...premiumParity },
      parity_csv: overlay.parityCsv,
      option_signals: overlay.optionSignals.map(toOptionSignal),
      refused: overlay.refused.map(toRefused),
      ...(warnings.length > 0 && { warnings }),
    }
  },

  async listOptionSignals({ query }) {
    const filter = toFilter(query)
    const { rows, answer } = await storedPage(query, (page) => listOptionSignals(parts, filter, page))
    return { ...answer, rows: rows.map(toOptionSignal), count: rows.length }
  },

  async getExpirations({ query }) {
    const { ticker, start, weeks, source } = query
    const found = await listExpirations(parts, {
      ticker,
      ...given('start', start),
      ...given('weeks', weeks),
      ...given('source', source),
    })
    return {
      ok: true,
      ...found,
      expirations: found.expirations.map(({ date, hasChain, count, isMonthly }) => ({
        date,
        has_chain: hasChain,
        count,
        monthly: isMonthly,
      })),
    }
  },
})

type Body = Parameters<ReturnType<typeof optionRoutes>['createOptionsOverlay']>[0]['body']
type Query = Parameters<ReturnType<typeof optionRoutes>['listOptionSignals']>[0]['query']

function toOverlayRequest(body: Body): OverlayRequest {
  return {
    modelId: body.model_id,
    ...given('packId', body.pack_id),
    ...given('date', body.date ?? undefined),
    ...given('expiry', body.expiry ?? undefined),
    ...given('dteTarget', body.dte_target ?? undefined),
    ...given('mode', body.option_mode),
    ...given('spreadWidth', body.spread_width),
    ...given('side', body.side_override ?? undefined),
    ...given('targetDelta', body.target_delta),
    ...given('minOpenInterest', body.min_oi),
    ...given('minVolume', body.min_volume),
    ...given('spreadPctMax', body.spread_pct_max),
    ...given('limit', body.limit),
    ...given('source', body.source),
    ...given('underlyingParity', body.include_underlying_parity),
    ...given('premiumParity', body.include_premium_parity),
    ...given('writeParityCsv', body.write_parity_csv),
    ...given('riskProfile', parseRiskProfile(body.risk_profile)),
  }
}

/** An empty filter filters nothing. A time bounds the day that it lies in. */
function toFilter(query: Query): OptionSignalFilter {
  const { pack_id, model_id, date, start, end, tickers, expiry, occ_symbol } = query
  const names = (tickers ?? '').split(',').flatMap((name) => name.trim().toUpperCase() || [])
  return {
    ...(pack_id && { packId: pack_id }),
    ...(model_id && { modelId: model_id }),
    ...(date && { date: dayOf('date', date) }),
    ...(start && { start: dayOf('start', start) }),
    ...(end && { end: dayOf('end', end) }),
    ...(names.length > 0 && { tickers: names }),
    ...(expiry && { expiry: dayOf('expiry', expiry) }),
    ...(occ_symbol && { symbol: occ_symbol.startsWith('O:') ? occ_symbol : `O:${occ_symbol}` }),
  }
}

function dayOf(field: string, text: string): string {
  return formatDay(parseDay(text.slice(0, 10), field))
}
