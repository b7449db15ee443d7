/**
 * What a model is to foresee.
 * `forward` in bars stays inside its session unless bars are daily; in sessions it runs from the bar's close
 * to the close of the session `horizon` ahead. `close_to_open` is the overnight return.
 */
export type LabelSpec =
  | { kind: 'forward'; unit: 'bars' | 'sessions'; horizon: number }
  | { kind: 'close_to_open' }
  | { kind: 'none' }
  | HeadfakeReversalSpec
  | PinDriftSpec

/** The morning's move is reversed by the close; times are New York wall time, moves in multiples of ATR. */
interface HeadfakeReversalSpec {
  kind: 'headfake_reversal'
  windowStart: string
  windowEnd: string
  minEarlyAtr: number
  minLateAtr: number
}

/** The price drifts to the strike of largest gamma (or open interest) into the close. */
interface PinDriftSpec {
  kind: 'pin_drift'
  driftStart: string
  minPullAtr: number
}

/** How wide the FLAT class is: a multiple of the training returns' standard deviation, or basis points. */
export type BandRule = { kind: 'k_sigma'; k: number } | { kind: 'fixed_bp'; bp: number }
