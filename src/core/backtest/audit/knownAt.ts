import type { Bars } from '../../bars/bars.ts'
import { marketDataAt } from '../../bars/marketData.ts'
import { firstAtOrAfter, sliceBars } from '../../bars/window.ts'
import { SigmaError } from '../../errors.ts'
import { computeLabel } from '../../labels/computeLabel.ts'
import type { LabelSpec } from '../../labels/labelSpec.ts'
import { decisionRows } from '../../matrix/decisionRows.ts'
import { computeFeatures } from '../../matrix/features.ts'
import type { Dataset, Matrix } from '../../matrix/matrix.ts'
import type { FeatureOrigin } from '../../matrix/truncationCheck.ts'
import { type Contracts, firstPicked } from '../../options/contractPick.ts'
import { quoteRows } from '../../options/tables.ts'

/**
 * Rows 0 to `row` of a dataset, and those of other tickers at its time, as somebody had them who decided at that row.
 * Labels not known yet are NaN.
 */
export type KnownAt = (row: number) => Dataset

/** What the features and labels of a matrix were computed from, beside the bars of its dataset. */
export interface AuditOrigin
  extends Pick<FeatureOrigin, 'market' | 'indicators' | 'flow' | 'missingFlags' | 'compute'> {
  label: LabelSpec
}

/**
 * Computes features and labels again from the bars up to the one at whose end a row decides, and from what else of the
 * market was known then. All bars from the first on are used, so that averages without an end begin where they did.
 *
 * @throws UNPROCESSABLE when the dataset has no bars
 */
export function recomputedAt(dataset: Dataset, origin: AuditOrigin): KnownAt {
  const { bars, barOfRow } = dataset
  if (bars === null || barOfRow === null) {
    throw new SigmaError('UNPROCESSABLE', 'the matrix has no bars to compute its features again from', {
      next: 'build it from bars, or leave out --audit',
    })
  }
  const { market, indicators, flow, missingFlags = false, label, compute = computeFeatures } = origin
  const rule = { forwardFillBars: 1, missingFlags } as const
  return (row) => {
    const last = barOfRow[row]
    const known = sliceBars(bars, 0, last + 1)
    const knownMarket = market && marketDataAt(market, bars, last)
    const columns = compute(known, indicators, rule, knownMarket, flow).columns
    const valuesOf = new Map(columns.map(({ name, values }) => [name, values]))
    const places = barOfRow.slice(0, row + 1)
    const pick = (values: Float64Array | undefined) =>
      Float64Array.from(places, (place) => values?.[place] ?? Number.NaN)
    const { retFwd, labelEndRow, event } = computeLabel(known, label, knownMarket)
    const { lead } = decisionRows(known, label)
    return {
      ...dataset,
      bars: known,
      barOfRow: places,
      ...quotesUpTo(dataset, row),
      matrix: {
        ...firstRows(dataset.matrix, row + 1),
        features: dataset.matrix.features.map(({ name }) => ({ name, values: pick(valuesOf.get(name)) })),
        retFwd: Float64Array.from(places, (place) => retFwd[place + lead] ?? Number.NaN),
        labelEnd: Float64Array.from(
          places,
          (place) => known.ts[labelEndRow[place + lead] ?? -1] ?? Number.NaN,
        ),
        event: event && { y: pick(event.y), side: pick(event.side) },
      },
    }
  }
}

/**
 * A dataset that can't be computed again, cut after a row: its features are taken as they are, and a label that ends
 * later is not known yet.
 */
export function cutAfter(dataset: Dataset): KnownAt {
  const { matrix, bars, barOfRow, panel } = dataset
  return (row) => {
    const count = firstAtOrAfter(matrix.ts, matrix.ts[row], true)
    const first = firstRows(matrix, count)
    const isKnown = (index: number) => matrix.labelEnd[index] <= matrix.ts[row]
    return {
      ...dataset,
      bars: bars && barOfRow && sliceBars(bars, 0, barOfRow[row] + 1),
      ...quotesUpTo(dataset, row),
      barOfRow: barOfRow?.slice(0, count) ?? null,
      ...(panel && { panel: panel.map((series) => barsUntil(series, matrix.ts[row])) }),
      matrix: {
        ...first,
        retFwd: first.retFwd.map((value, index) => (isKnown(index) ? value : Number.NaN)),
        labelEnd: first.labelEnd.map((value, index) => (isKnown(index) ? value : Number.NaN)),
      },
    }
  }
}

/** The contracts that the first rows would buy, as they were picked: not again. */
function firstContracts({ call, put }: Contracts, count: number): Contracts {
  return { call: firstPicked(call, count), put: firstPicked(put, count) }
}

export function barsUntil(bars: Bars, time: number): Bars {
  return sliceBars(bars, 0, firstAtOrAfter(bars.ts, time, true))
}

export function firstRows(matrix: Matrix, count: number): Matrix {
  return {
    ticker: matrix.ticker,
    ts: matrix.ts.slice(0, count),
    session: matrix.session.slice(0, count),
    hourEt: matrix.hourEt?.slice(0, count) ?? null,
    features: matrix.features.map(({ name, values }) => ({ name, values: values.slice(0, count) })),
    retFwd: matrix.retFwd.slice(0, count),
    labelEnd: matrix.labelEnd.slice(0, count),
    ...(matrix.weights && { weights: matrix.weights.slice(0, count) }),
    ...(matrix.contracts && { contracts: firstContracts(matrix.contracts, count) }),
    target: matrix.target?.slice(0, count) ?? null,
    ...(matrix.tickers && { tickers: { ...matrix.tickers, ofRow: matrix.tickers.ofRow.slice(0, count) } }),
    event: matrix.event && {
      y: matrix.event.y.slice(0, count),
      side: matrix.event.side.slice(0, count),
    },
  }
}

/** Option quotes made by the time that a row decides. */
function quotesUpTo({ quotes, matrix }: Dataset, row: number): Pick<Dataset, 'quotes'> {
  return quotes ? { quotes: quoteRows(quotes, 0, firstAtOrAfter(quotes.ts, matrix.ts[row], true)) } : {}
}
