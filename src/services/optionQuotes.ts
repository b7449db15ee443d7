import { type Execution, wantedQuotes } from '../core/backtest/index.ts'
import { formatDay } from '../core/bars/day.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { barSource } from './barSource.ts'
import type { MatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

/** The quotes that a model's options are filled at; without them, why it trades the underlying instead. */
export interface FoundQuotes extends Pick<Dataset, 'quotes'> {
  warnings: string[]
}

/**
 * Loads what the options of a stored matrix are filled at. A model of options trades its underlying where nothing can be
 * bought or filled, and says so.
 */
export async function quotesFor(
  parts: Parts,
  { model }: Pick<Subject, 'model'>,
  { source, ticker }: Pick<MatrixRecord, 'source' | 'ticker'>,
  dataset: Dataset,
  entry: Execution['entry'],
): Promise<FoundQuotes> {
  const { bars, matrix } = dataset
  if (model?.config.assetType !== 'opt') return { warnings: [] }
  if (bars === null || !matrix.contracts) {
    return instead('its matrix holds no contracts, which are picked for models of the same day (0dte) only')
  }
  const from = barSource(parts, source)
  if (!from.fillQuotes) return instead(`the source ${from.id} has no quotes at the start of each bar`)
  const { session, cadence } = bars
  const quotes = await from.fillQuotes({
    ticker,
    cadence,
    start: formatDay(session[0]),
    end: formatDay(session[session.length - 1]),
    wanted: wantedQuotes(dataset, entry),
  })
  return { quotes, warnings: [] }
}

function instead(why: string): FoundQuotes {
  return { warnings: [`backtests of this model trade the underlying, not options: ${why}`] }
}
