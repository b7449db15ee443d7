import type { ParamSpecs, Params } from './define.ts'

/** An indicator of the registry whose data Sigma cannot read yet. It can be named, but not computed. */
export interface PendingIndicator {
  name: string
  params: ParamSpecs
  /** The data it needs, to end a sentence that begins "needs". */
  needs: string
  outputs(params: Params): string[]
}

const flow = 'option trades by strike and hour'

function pending(
  name: string,
  needs: string,
  params: ParamSpecs,
  outputs: (params: Params) => string[] = () => [name],
): PendingIndicator {
  return { name, needs, params, outputs }
}

const all: readonly PendingIndicator[] = [
  pending(
    'sold_flow_ratio',
    flow,
    { window: { default: null, type: 'number', min: 1, max: 10_000, integer: true } },
    ({ window }) => [window === null ? 'sold_flow_ratio' : `sold_flow_ratio_${window}`],
  ),
  pending('pcr_volume', flow, {}),
  pending('pcr_eod', flow, {}),
]

/** By registry key. Building one in `registry.ts` takes it off this list; nothing is ever added. */
export const pendingIndicators: ReadonlyMap<string, PendingIndicator> = new Map(
  all.map((entry) => [entry.name, entry]),
)
