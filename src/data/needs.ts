import { describeNeeds, type MarketNeeds } from '../core/bars/marketData.ts'
import { SigmaError } from '../core/errors.ts'

/** Refuses whatever is asked for beside the bars, for a source that holds bars alone. UNPROCESSABLE. */
export function refuseNeeds(source: string, needs: MarketNeeds | undefined): void {
  const missing = needs === undefined ? [] : describeNeeds(needs)
  if (missing.length === 0) return
  throw new SigmaError('UNPROCESSABLE', `the source ${source} does not hold ${missing.join(', ')}`, {
    details: { source, missing },
    next: 'use --source synthetic offline, --source polygon with a key in POLYGON_API_KEY, fewer indicators, or for bars a YAML file beside your own that names them',
  })
}
