import { correlatedRowsAtMost, type LeakageCorrelation } from './leakageCorrelation.ts'
import type { Matrix } from './matrix.ts'
import { labelledRows } from './matrixMeta.ts'
import type { TruncationCheck } from './truncationCheck.ts'

interface Scan {
  matrix: Matrix
  horizon: number
  truncation: TruncationCheck | null
  correlations: readonly LeakageCorrelation[]
}

/** What a leakage scan looked at and what it can't see, in words. */
export function whatWasChecked({ matrix, horizon, truncation, correlations }: Scan): string {
  return [
    truncation === null ? foreignFile : recomputed(truncation, matrix),
    correlated(matrix, horizon, correlations),
    'A weak leak can hide below the limits: green means that nothing was found, not that nothing is there.',
  ].join(' ')
}

const foreignFile =
  'Features of a foreign file can not be computed again, so whether they used later bars stays hidden; ' +
  'only their correlation with what they are to foresee was looked at.'

function recomputed({ columns, cuts, since, tickers }: TruncationCheck, matrix: Matrix): string {
  const features = matrix.features.length
  const some = columns === features ? `${features}` : `${columns} of ${features}`
  const of = tickers === undefined ? '' : ` of ${tickers} of ${matrix.tickers?.names.length} tickers`
  const where = since === null ? '' : ` from ${since} on (those before had been checked when they were built)`
  return (
    `${some} features${of} were computed again from bars cut at ${cuts} places${where} and compared exactly; ` +
    'what shows only between these places, or is wrong in the bars themselves, stays hidden.'
  )
}

function correlated(matrix: Matrix, horizon: number, correlations: readonly LeakageCorrelation[]): string {
  const rows = labelledRows(matrix)
  if (rows === 0) return 'No label is known, so no correlation was measured.'
  const measured = correlations.filter(({ rho }) => rho !== null).length
  const outcome = matrix.target === null ? 'the forward return' : 'the classes and the forward return'
  const shifts = horizon > 1 ? `their own row and of the ${horizon - 1} rows after it` : 'their own row'
  const sample = rows > correlatedRowsAtMost ? `${correlatedRowsAtMost} of ${rows}` : `${rows}`
  return (
    `${measured} of ${correlations.length} features were rank-correlated with ${outcome} of ` +
    `${shifts}, over ${sample} labelled rows (the others do not vary or are missing).`
  )
}
