import { joinRows } from '../../src/core/backtest/rowSets.ts'
import type { FoldScores } from '../../src/core/backtest/scores.ts'
import type { Bars } from '../../src/core/bars/bars.ts'
import type { Dataset } from '../../src/core/matrix/matrix.ts'
import { Random } from '../../src/core/random.ts'
import { innerFolds } from '../../src/core/validation/innerFolds.ts'
import { outerFolds } from '../../src/core/validation/walkForward.ts'
import { foldOf } from '../core/backtest/builders.ts'

const dayMs = 86_400_000

/**
 * Daily bars of many tickers: one in ten comes later than the others, one in ten goes earlier, and all lack a day in a
 * hundred. A row for each bar, labelled with the return to the ticker's close `horizon` bars later.
 */
export function manyTickers(tickers: number, days: number, horizon: number): Dataset {
  const random = new Random(7)
  const panel = Array.from({ length: tickers }, (_, ticker) => seriesOf(ticker, days, random))
  const rows = panel.reduce((sum, { ts }) => sum + ts.length, 0)
  const [ts, retFwd, labelEnd] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
  const [session, barOfRow, ofRow] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)]
  const next = new Int32Array(tickers)
  let row = 0
  for (let day = 0; day < days; day++) {
    for (let ticker = 0; ticker < tickers; ticker++) {
      const bars = panel[ticker]
      const bar = next[ticker]
      if (bars.session[bar] !== day) continue
      next[ticker]++
      const end = bar + horizon
      const labelled = end < bars.ts.length
      ts[row] = bars.ts[bar]
      session[row] = day
      barOfRow[row] = bar
      ofRow[row] = ticker
      retFwd[row] = labelled ? bars.close[end] / bars.close[bar] - 1 : Number.NaN
      labelEnd[row++] = labelled ? bars.ts[end] : Number.NaN
    }
  }
  const names = panel.map(({ ticker }) => ticker)
  return {
    matrix: {
      ticker: 'MANY',
      ts,
      session,
      hourEt: null,
      features: [],
      retFwd,
      labelEnd,
      target: null,
      event: null,
      tickers: { names, ofRow },
    },
    bars: null,
    barOfRow,
    panel,
    horizon,
    returnBasis: 'open_close',
    periodsPerYear: 252,
  }
}

function seriesOf(ticker: number, days: number, random: Random): Bars {
  const from = ticker % 10 === 3 ? Math.floor(random.nextFraction() * days * 0.5) : 0
  const to = ticker % 10 === 7 ? Math.floor(days * (0.5 + random.nextFraction() * 0.5)) : days
  const session = Int32Array.from({ length: days }, (_, day) => day).filter(
    (day) => day >= from && day < to && random.nextFraction() >= 0.01,
  )
  const bars = session.length
  const [open, close] = [new Float64Array(bars), new Float64Array(bars)]
  let price = 100
  for (let bar = 0; bar < bars; bar++) {
    price *= 1 + 0.01 * (random.nextFraction() - 0.5)
    open[bar] = price
    price *= 1 + 0.03 * (random.nextFraction() - 0.5)
    close[bar] = price
  }
  return {
    ticker: `T${String(ticker).padStart(4, '0')}`,
    cadence: 'daily',
    ts: Float64Array.from(session, (day) => (day + 1) * dayMs),
    session,
    hourEt: null,
    open,
    high: open,
    low: close,
    close,
    volume: new Float64Array(bars).fill(1e6),
  }
}

/** Test and inner rows of each walk-forward fold. */
export function cutFolds(
  { matrix }: Dataset,
  splits: number,
): { innerRows: Int32Array; testRows: Int32Array }[] {
  const { ts, labelEnd } = matrix
  return outerFolds({ times: ts, labelEnds: labelEnd, splits }).map(({ train, test }) => ({
    innerRows: joinRows(
      innerFolds({ times: ts, labelEnds: labelEnd, trainRows: train }).map((part) => part.test),
    ),
    testRows: test,
  }))
}

/** The folds with a score between 0.35 and 0.65 for each of their rows. */
export function scored(folds: ReturnType<typeof cutFolds>): FoldScores[] {
  const random = new Random(11)
  const scores = (rows: Int32Array) => Float64Array.from(rows, () => 0.35 + 0.3 * random.nextFraction())
  return folds.map(({ innerRows, testRows }, fold) =>
    foldOf(innerRows, scores(innerRows), testRows, scores(testRows), fold),
  )
}
