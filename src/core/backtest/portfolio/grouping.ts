/** Decisions sorted by ticker, each ticker's in their order. */
export interface Grouping {
  /** Where each ticker's decisions begin; one more entry, for where the last ends. */
  start: Int32Array
  /** Index of the decision at each place. */
  decision: Int32Array
}

/**
 * Sorts decisions by ticker, in one pass.
 *
 * @param tickers how many there are
 * @param tickerOf of a decision, by its index; -1 leaves it out
 */
export function groupByTicker(
  decisions: number,
  tickers: number,
  tickerOf: (index: number) => number,
): Grouping {
  const start = new Int32Array(tickers + 1)
  for (let index = 0; index < decisions; index++) {
    const ticker = tickerOf(index)
    if (ticker >= 0) start[ticker + 1]++
  }
  for (let ticker = 0; ticker < tickers; ticker++) start[ticker + 1] += start[ticker]
  const next = start.slice()
  const decision = new Int32Array(start[tickers])
  for (let index = 0; index < decisions; index++) {
    const ticker = tickerOf(index)
    if (ticker >= 0) decision[next[ticker]++] = index
  }
  return { start, decision }
}
