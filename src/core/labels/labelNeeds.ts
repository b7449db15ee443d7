import type { Cadence } from '../bars/bars.ts'
import type { MarketNeeds } from '../bars/marketData.ts'
import type { LabelSpec } from './labelSpec.ts'
import { minuteOf } from './sessionClock.ts'

const barMinutes: Readonly<Record<Exclude<Cadence, 'daily'>, number>> = { '5m': 5, '15m': 15, hourly: 60 }

/**
 * What a label reads beside the bars: the chain for pin_drift, and five-minute bars where the bars can't give the
 * prices at its clock times. Bars are taken to end on whole multiples of their length, as hourly ones do that end on
 * the hour: those do not give 10:30. `computeLabel` can do without five-minute bars, and then warns.
 */
export function labelNeeds(spec: LabelSpec, cadence: Cadence): Partial<MarketNeeds> {
  switch (spec.kind) {
    case 'headfake_reversal':
      return { fiveMinute: !givesTimes(cadence, [spec.windowEnd]) }
    case 'pin_drift':
      return { chain: { daysAhead: [0] }, fiveMinute: !givesTimes(cadence, [spec.driftStart]) }
    default:
      return {}
  }
}

function givesTimes(cadence: Cadence, times: readonly string[]): boolean {
  return cadence === 'daily' || times.every((time) => minuteOf(time) % barMinutes[cadence] === 0)
}
