import type { IndicatorSpec } from '../core/indicators/index.ts'
import { warmUpOf } from '../core/matrix/features.ts'
import { type LastValues, lastValues } from '../core/scan/lastBar.ts'
import type { LoadedBars } from '../data/source.ts'

/** What every ticker of a scan is looked at by. */
export interface ScanRule {
  indicators: readonly IndicatorSpec[]
  atrPeriod: number
}

/** What a scan knows of a ticker, as plain data. */
export interface ScannedTicker {
  values: LastValues
  warnings: string[]
  /** Bars before the first that every indicator may have a value at. */
  warmUp: number
  /** Whether there is no more than the warm-up. */
  isShort: boolean
}

/** Looks at the bars of one ticker. */
export function scanTicker(
  { bars, market, warnings }: LoadedBars,
  { indicators, atrPeriod }: ScanRule,
): ScannedTicker {
  const warmUp = warmUpOf(bars, indicators)
  return {
    values: lastValues(bars, market, indicators, atrPeriod),
    warnings,
    warmUp,
    isShort: bars.ts.length <= warmUp,
  }
}
