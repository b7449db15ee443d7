/** What happens to each bar, if it is known yet. */
export interface Label {
  /** Forward return of each bar as a fraction; NaN while unknown. */
  retFwd: Float64Array
  /** Bar at whose end the label is known; -1 while unknown. */
  labelEndRow: Int32Array
  /** Bars from decision to label end: exact for bars, the usual number of bars for sessions, 0 without a label. */
  horizon: number
  /** Whether the foreseen event came about, and how to trade it; null for labels that are a return alone. */
  event: LabelEvent | null
  /** What a user should know, such as labels that jump over bars that are missing. */
  warnings: string[]
}

/** One value per bar. */
export interface LabelEvent {
  /** 1 where the event came about, 0 where it did not; NaN while unknown. */
  y: Float64Array
  /** Side that earns when it comes about, known when the bar is complete: 1 long, -1 short, 0 none; NaN unknown. */
  side: Float64Array
}

/** A label of which nothing is known yet. */
export function unknownLabel(rows: number, horizon: number): Label {
  return {
    retFwd: new Float64Array(rows).fill(Number.NaN),
    labelEndRow: new Int32Array(rows).fill(-1),
    horizon,
    event: null,
    warnings: [],
  }
}

/** Sets the return from one price to another, known at the end of bar `end`; a missing price leaves it unknown. */
export function setReturn(
  { retFwd, labelEndRow }: Label,
  row: number,
  end: number,
  from: number,
  to: number,
): void {
  const value = to / from - 1
  if (!Number.isFinite(value)) return
  retFwd[row] = value
  labelEndRow[row] = end
}
