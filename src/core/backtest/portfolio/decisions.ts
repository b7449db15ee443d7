/** Decisions of an account sorted by ticker, each ticker's in their order. */
export interface TickerDecisions {
  /** Where each ticker's begin; one more entry, for where the last ends. */
  start: Int32Array
  /** Of each place, the decision that stands there and its bar among those of its ticker. */
  decision: Int32Array
  bar: Int32Array
  /** Of each decision, its place, -1 for one without a price, and its share of the capital. */
  placeOf: Int32Array
  share: Float64Array
}

interface PricedRows {
  /** How many there are. */
  tickers: number
  /** Per matrix row; -1 for a row without a price. */
  tickerOfRow: Int32Array
  barOfRow: Int32Array
  share: Float64Array
}

/** Sorts rows by ticker, with all that is known of them: each column is gone through once, in the order of time. */
export function decisionsByTicker(
  rows: Int32Array,
  { tickers, tickerOfRow, barOfRow, share: shareOfRow }: PricedRows,
): TickerDecisions {
  const start = new Int32Array(tickers + 1)
  for (const row of rows) if (tickerOfRow[row] >= 0) start[tickerOfRow[row] + 1]++
  for (let ticker = 0; ticker < tickers; ticker++) start[ticker + 1] += start[ticker]
  const next = start.slice()
  const decision = new Int32Array(start[tickers])
  const bar = new Int32Array(start[tickers])
  const placeOf = new Int32Array(rows.length).fill(-1)
  const share = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]
    const ticker = tickerOfRow[row]
    if (ticker < 0) continue
    const place = next[ticker]++
    decision[place] = index
    bar[place] = barOfRow[row]
    placeOf[index] = place
    share[index] = shareOfRow[row]
  }
  return { start, decision, bar, placeOf, share }
}
