import type { OptionQuotes, WantedQuote } from '../../core/options/tables.ts'
import { listContracts } from './contracts.ts'
import { inParallel } from './limits.ts'
import type { Contract } from './optionTicker.ts'
import { noQuotes, type QuoteRow, quoteQuestion, quoteTable, toRow } from './quoteQuestion.ts'
import { requestText } from './request.ts'
import type { Vendor } from './vendor.ts'

/**
 * The quotes wanted of options on an underlying that expire the same day. The contracts of a session are looked up in
 * one listing of that day, since their tickers do not follow from the underlying's; what is not listed has no quote.
 * The last quotes of bars are those that a matrix was built from, and come from disk.
 *
 * @throws UNPROCESSABLE when there is no quote at all, naming the first request
 */
export async function loadFillQuotes(
  vendor: Vendor,
  ticker: string,
  wanted: readonly WantedQuote[],
): Promise<OptionQuotes> {
  const strikesOf = new Map<number, number[]>()
  for (const { session, strike } of wanted) {
    const strikes = strikesOf.get(session)
    if (strikes) strikes.push(strike)
    else strikesOf.set(session, [strike])
  }
  vendor.expect(strikesOf.size + wanted.length)
  const listed = new Map(
    await inParallel([...strikesOf], async ([session, strikes]) => {
      const { contracts } = await listContracts(vendor, {
        ticker,
        session,
        expiries: { from: session, to: session },
        strikes: { from: Math.min(...strikes), to: Math.max(...strikes) },
      })
      return [session, new Map(contracts.map((contract) => [nameOf(contract), contract]))] as const
    }),
  )
  const questions = wanted.flatMap((one) => {
    const contract = listed.get(one.session)?.get(nameOf(one))
    return contract ? [{ ...one, contract }] : []
  })
  const found = await inParallel(questions, async ({ contract, session, from, to, which }) => {
    const { rows } = await vendor.ask(quoteQuestion(contract, session, { from, to }, which))
    const quotes = rows.map((quote) => toRow(quote, contract, session))
    return which === 'first' ? quotes.filter(isPrice).slice(0, 1) : quotes
  })
  if (found.flat().length === 0 && questions.length > 0) {
    const [{ contract, session, from, to, which }] = questions
    throw noQuotes(ticker, requestText(quoteQuestion(contract, session, { from, to }, which).request))
  }
  return quoteTable(found.flat())
}

function nameOf({ strike, isCall }: Pick<Contract, 'strike' | 'isCall'>): string {
  return `${strike} ${isCall}`
}

/** Whether one can trade at a quote: somebody offers, and bids no more than that. */
function isPrice({ bid, ask }: QuoteRow): boolean {
  return bid >= 0 && ask > 0 && ask >= bid
}
