import { SigmaError } from '../core/errors.ts'
import { resolveIndicator } from '../core/indicators/index.ts'
import type { FileFault } from './faults.ts'
import type { IndicatorRequest } from './schemas/indicatorSet.ts'

interface Checked {
  /** As asked for, with aliases and defaults settled, each once. */
  indicators: IndicatorRequest[]
  faults: FileFault[]
}

/** Holds requests against the registry. `faultAt` places a fault of the n-th request in its file. */
export function checkIndicators(
  requests: readonly IndicatorRequest[],
  faultAt: (index: number, issue: string) => FileFault,
): Checked {
  const checked: Checked = { indicators: [], faults: [] }
  requests.forEach((request, index) => {
    try {
      const { indicator, params } = resolveIndicator(request)
      checked.indicators.push({ name: indicator.name, params })
    } catch (error) {
      if (!(error instanceof SigmaError)) throw error
      checked.faults.push(faultAt(index, error.message))
    }
  })
  return { ...checked, indicators: distinct(checked.indicators) }
}

/** Each indicator once: a set and a list of features may ask for the same one. */
export function distinct(requests: readonly IndicatorRequest[]): IndicatorRequest[] {
  const byKey = new Map<string, IndicatorRequest>()
  for (const request of requests) {
    const key = JSON.stringify([request.name, Object.entries(request.params).sort()])
    if (!byKey.has(key)) byKey.set(key, request)
  }
  return [...byKey.values()]
}
