import { inLanes } from '../core/inLanes.ts'
import { type NamedSource, openNamed } from '../data/namedSource.ts'
import type { BarRequest } from '../data/source.ts'
import { type PlainError, plainError } from '../jobs/plainError.ts'
import { type ScannedTicker, type ScanRule, scanTicker } from './scanTicker.ts'

/** Where the bars of a ticker are found by any thread. */
export interface FoundTicker {
  source: NamedSource
  request: BarRequest
}

/** What a worker is given: some tickers, since a message takes a tenth of the time of a ticker. */
export interface ScanMessage {
  tickers: readonly FoundTicker[]
  rule: ScanRule
}

/** A failure that a user can act on is an answer, since an error on its way to another thread loses its kind. */
export type TickerAnswer = ScannedTicker | { failure: PlainError }

/** One is looked at while the files of others are read. */
const lanes = 4

/** The entry of a worker thread: some tickers a message, answered in their order. */
export default async function scan({ tickers, rule }: ScanMessage): Promise<TickerAnswer[]> {
  const answers = new Array<TickerAnswer>(tickers.length)
  await inLanes(tickers.entries(), lanes, async ([place, { source, request }]) => {
    try {
      answers[place] = scanTicker(await openNamed(source).load(request), rule)
    } catch (error) {
      const failure = plainError(error)
      if (failure === undefined) throw error
      answers[place] = { failure }
    }
  })
  return answers
}
