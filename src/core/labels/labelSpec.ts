/**
 * What a model is to foresee.
 * `forward` in bars stays inside its session unless bars are daily; in sessions it runs from the bar's close
 * to the close of the session `horizon` ahead. `close_to_open` is the overnight return.
 */
export type LabelSpec =
  | { kind: 'forward'; unit: 'bars' | 'sessions'; horizon: number }
  | { kind: 'close_to_open' }
  | { kind: 'none' }
  | EventSpec

/** Labels that say whether something happens in the session, and which side it is traded on. */
export type EventSpec = HeadfakeReversalSpec | PinDriftSpec

/** The morning's move is reversed by the close; times are New York wall time, moves in multiples of ATR. */
export interface HeadfakeReversalSpec {
  kind: 'headfake_reversal'
  windowStart: string
  windowEnd: string
  minEarlyAtr: number
  minLateAtr: number
}

/** The price drifts to the strike of largest gamma (or open interest) into the close. */
export interface PinDriftSpec {
  kind: 'pin_drift'
  driftStart: string
  minPullAtr: number
}

/** How wide the FLAT class is: a multiple of the training returns' standard deviation, or basis points. */
export type BandRule = { kind: 'k_sigma'; k: number } | { kind: 'fixed_bp'; bp: number }

/** Whether a label is an event rather than a return alone. */
export function isEvent(spec: LabelSpec): spec is EventSpec {
  return spec.kind === 'headfake_reversal' || spec.kind === 'pin_drift'
}
