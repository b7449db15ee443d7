import { z } from 'zod'
import type { ParamValue } from '../../core/indicators/define.ts'
import { closedMap } from './parts.ts'

/** An indicator as a file asks for it: before aliases and defaults. */
export interface IndicatorRequest {
  name: string
  params: Record<string, ParamValue>
}

const scalar = z.union(
  [z.number(), z.string(), z.boolean(), z.null()],
  'expected text, a number, true, false or null',
)

const inlineItem = z
  .object({ name: z.string(), version: z.int().optional(), params: z.record(z.string(), scalar).optional() })
  .catchall(scalar)
  .transform(({ name, version: _version, params, ...inline }): IndicatorRequest => {
    return { name, params: { ...inline, ...params } }
  })

/** `rsi`, `rsi__period=14` (read by the registry), or `{name: rsi, period: 14}`. */
export const indicatorItem = z.union([
  z.string().transform((name): IndicatorRequest => ({ name, params: {} })),
  inlineItem,
])

export const indicatorSetSchema = closedMap({
  name: z.string().optional(),
  version: z.int().default(1),
  description: z.string().default(''),
  indicators: z.array(indicatorItem),
})

export type IndicatorSetFile = z.infer<typeof indicatorSetSchema>
