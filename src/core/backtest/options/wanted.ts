import type { Dataset } from '../../matrix/matrix.ts'
import type { WantedQuote } from '../../options/tables.ts'
import type { Execution } from '../config.ts'
import { type Market, plannedExit, prepareMarket } from '../market.ts'
import { barStart, lastBarOf } from './barTimes.ts'

/**
 * The quotes that a run on a dataset may look at, each once, in the order of time: of the call and of the put that each
 * row picked, the first of every bar from that of its entry to that of its exit, and the last of the bars between. What a
 * policy rules out is among them, so that it can change without another question to the source.
 *
 * @throws as `prepareMarket`
 */
export function wantedQuotes(dataset: Dataset, entry: Execution['entry']): WantedQuote[] {
  const { bars, barOfRow, matrix } = dataset
  if (bars === null || barOfRow === null || !matrix.contracts) return []
  const market = prepareMarket(dataset, bars, entry)
  const { session } = market
  const found = new Map<string, WantedQuote>()
  const want = (
    bar: number,
    which: WantedQuote['which'],
    contract: Pick<WantedQuote, 'strike' | 'isCall'>,
  ) => {
    const name = `${bar} ${which} ${contract.strike} ${contract.isCall}`
    if (!found.has(name)) found.set(name, { ...contract, ...spanOf(market, bar), which })
  }
  for (const [row, decisionBar] of barOfRow.entries()) {
    const enters = decisionBar + 1
    if (enters >= session.length || session[enters] !== session[decisionBar]) continue
    const leaves = Math.min(plannedExit(market, decisionBar) >> 1, lastBarOf(session, enters))
    for (const isCall of [true, false]) {
      const strike = (isCall ? matrix.contracts.call : matrix.contracts.put).strike[row]
      if (Number.isNaN(strike)) continue
      for (let bar = enters; bar <= leaves; bar++) {
        want(bar, 'first', { strike, isCall })
        if (bar < leaves) want(bar, 'last', { strike, isCall })
      }
    }
  }
  return [...found.values()].sort((a, b) => a.from - b.from)
}

function spanOf(market: Market, bar: number): Pick<WantedQuote, 'session' | 'from' | 'to'> {
  return { session: market.session[bar], from: barStart(market, bar), to: market.ts[bar] }
}
