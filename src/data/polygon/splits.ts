import { z } from 'zod'
import { formatDay, parseDay } from '../../core/bars/day.ts'
import { SigmaError } from '../../core/errors.ts'
import { newYorkInstant } from '../calendar.ts'
import { dayShape } from './shapes.ts'
import { forToday, type Vendor } from './vendor.ts'

const splitShape = z.object({ execution_date: dayShape })

/**
 * Days on which splits of a stock took effect, rising, up to today. Adjusted prices are those of today's shares, so
 * answers of before the last split are on another basis than later ones.
 * Source: Polygon REST, GET /v3/reference/splits.
 */
export async function splitDays(vendor: Vendor, ticker: string): Promise<number[]> {
  vendor.expect(1)
  const { rows } = await vendor.ask({
    request: {
      path: '/v3/reference/splits',
      query: {
        ticker,
        'execution_date.lte': formatDay(vendor.today),
        sort: 'execution_date',
        order: 'asc',
        limit: '1000',
      },
    },
    row: splitShape,
    keep: forToday(vendor),
  })
  return rows.map(({ execution_date }) => parseDay(execution_date)).sort((a, b) => a - b)
}

/** When the last split was sure to be in the vendor's prices: the midnight after it took effect, in milliseconds UTC. */
export function adjustedSince(splits: readonly number[]): number | undefined {
  const last = splits.at(-1)
  return last === undefined ? undefined : newYorkInstant(last + 1, 0)
}

/**
 * Refuses options of before a split: their strikes count shares of that time, adjusted prices count today's.
 * UNPROCESSABLE.
 */
export function refuseSplitStrikes(ticker: string, splits: readonly number[], firstSession: number): void {
  const last = splits.at(-1)
  if (last === undefined || last <= firstSession) return
  throw new SigmaError(
    'UNPROCESSABLE',
    `${ticker} was split on ${formatDay(last)}: strikes of before can’t be compared with adjusted prices`,
    {
      details: { ticker, split: formatDay(last) },
      next: `start after ${formatDay(last)}, or leave out the indicators that read options`,
    },
  )
}
