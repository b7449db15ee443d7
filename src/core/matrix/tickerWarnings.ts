import { listed } from '../listed.ts'

/** What is to be known of the data of several tickers: the same words about many of them stand once. */
export function tickerWarnings(found: readonly { ticker: string; warnings: readonly string[] }[]): string[] {
  const about = new Map<string, string[]>()
  for (const { ticker, warnings } of found) {
    for (const text of new Set(warnings)) about.set(text, [...(about.get(text) ?? []), ticker])
  }
  return [...about].map(([text, tickers]) =>
    tickers.length === found.length ? text : `${listed(tickers)}: ${text}`,
  )
}
