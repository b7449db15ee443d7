import type { ScanRequest as WireScan } from '../contract/types.ts'
import type { ScanRequest } from '../services/runScan.ts'
import { given } from './given.ts'
import { refuseTogether } from './together.ts'

export function toScanRequest(body: WireScan): ScanRequest {
  refuseTogether(body, ['tickers'], ['universe_csv', 'universe', 'universe_col'])
  refuseTogether(body, ['universe_csv'], ['universe'])
  const { tickers, universe_csv, universe, universe_col, brackets_enabled } = body
  return {
    universe: {
      ...given('tickers', typeof tickers === 'string' ? tickers.split(',') : (tickers ?? undefined)),
      ...given('csv', universe_csv ?? undefined),
      ...given('list', universe ?? undefined),
      ...given('column', universe_col),
    },
    limits: {
      ...given('epsilon', body.epsilon),
      ...given('bosMin', body.bos_min),
      ...given('rsiMin', body.rsi_min),
      ...given('rsiMax', body.rsi_max),
      ...given('adxMin', body.adx_min),
    },
    ...given('packId', body.pack_id),
    ...given('modelId', body.model_id),
    ...given('preset', body.preset),
    ...given('indicatorSet', body.indicator_set),
    ...given('start', body.start),
    ...given('end', body.end),
    ...given('source', body.source),
    ...given('topN', body.top_n),
    ...given('brackets', brackets_enabled ?? undefined),
    ...given('allowStale', body.allow_stale),
    ...given('tag', body.tag),
    ...given('threads', body.threads),
  }
}
