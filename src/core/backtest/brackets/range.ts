import type { Bars } from '../../bars/bars.ts'
import { minutesOf } from '../../bars/sessionGaps.ts'
import { invalidParam, SigmaError } from '../../errors.ts'
import { computeIndicators } from '../../indicators/index.ts'
import type { Dataset } from '../../matrix/matrix.ts'
import type { Execution } from '../config.ts'
import type { Market } from '../market.ts'
import type { Brackets } from './settings.ts'

/** What brackets look at beside the prices of the market. A value per bar. */
export interface BracketRange {
  /** Never below open and close. */
  high: Float64Array
  /** Never above open and close. */
  low: Float64Array
  /** Distance of stop and target from an entry that was decided in the bar, in the price's unit; above 0. */
  stopDistance: Float64Array
  targetDistance: Float64Array
  /** Bars, the one of the entry included, after whose last a position leaves at the close; null without a time stop. */
  barsAtMost: number | null
}

/** Below this share of the close a range counts as this much: a quiet bar must not put the stop on the entry. */
const leastRange = 0.0005

/**
 * Refuses brackets that the data can't show to have been touched.
 *
 * @throws INVALID_PARAM where positions are held over the night only, or options for one bar, at whose end they leave; UNPROCESSABLE without opens, highs and lows
 */
export function checkBrackets(
  dataset: Dataset,
  { brackets, entry, options }: Pick<Execution, 'brackets' | 'entry' | 'options'>,
) {
  if (!brackets) return
  const next = 'leave out brackets'
  if (entry === 'session_close') {
    const issue = 'positions from close to open are held while no bar shows whether a stop was touched'
    throw invalidParam([{ field: 'brackets', issue }], { next })
  }
  if (options && dataset.horizon === 1) {
    const issue =
      'options of this label are held for one bar: nobody knows when within it a level was touched, and they are sold at its end anyway'
    throw invalidParam([{ field: 'brackets', issue }], { next })
  }
  const { bars, panel, returnBasis } = dataset
  const series = bars === null ? (panel ?? []) : [bars]
  if (series.length === 0 || returnBasis !== 'open_close') {
    const has = returnBasis === 'forward' ? 'returns without prices' : 'closes only'
    throw new SigmaError('UNPROCESSABLE', `brackets need bars with open, high and low; the data has ${has}`, {
      next: `${next}, or give the data columns open, high, low and close`,
    })
  }
  for (const one of series) {
    const missing = firstWithoutRange(one)
    if (missing === undefined) continue
    const when = `${bars === null ? `${one.ticker} of ` : ''}${new Date(one.ts[missing]).toISOString()}`
    throw new SigmaError(
      'UNPROCESSABLE',
      `brackets need the high and low of each bar; the bar of ${when} lacks one`,
      {
        next: `${next}, or complete the data`,
      },
    )
  }
}

function firstWithoutRange({ close, high, low }: Bars): number | undefined {
  for (let bar = 0; bar < close.length; bar++) {
    if (Number.isFinite(close[bar]) && !(Number.isFinite(high[bar]) && Number.isFinite(low[bar]))) return bar
  }
  return undefined
}

/**
 * Lays out how far stop and target are from an entry decided in each bar: multiples of the average true range (Wilder)
 * up to that bar, 0.05 % of its close at least. Before there are enough bars for an average it is that least range.
 */
export function bracketRange({ open, close }: Market, bars: Bars, brackets: Brackets): BracketRange {
  const { timeStopMinutes } = brackets
  return {
    high: close.map((price, bar) => widest(bars.high[bar], price, open[bar])),
    low: close.map((price, bar) => -widest(-bars.low[bar], -price, -open[bar])),
    ...bracketDistances(close, bars, brackets),
    barsAtMost: timeStopMinutes === null ? null : Math.max(1, Math.round(timeStopMinutes / minutesOf(bars))),
  }
}

/** How far stop and target are from an entry that was decided in each bar, as `bracketRange` says. */
export function bracketDistances(
  close: Float64Array,
  bars: Bars,
  {
    atrPeriod: period,
    stopMultiple,
    targetMultiple,
  }: Pick<Brackets, 'atrPeriod' | 'stopMultiple' | 'targetMultiple'>,
): Pick<BracketRange, 'stopDistance' | 'targetDistance'> {
  const [{ values: atr }] = computeIndicators(bars, [{ name: 'atr', params: { period } }])
  const range = close.map((price, bar) =>
    Math.max(Number.isFinite(atr[bar]) ? atr[bar] : 0, leastRange * Math.max(price, 1e-6)),
  )
  return {
    stopDistance: range.map((value) => stopMultiple * value),
    targetDistance: range.map((value) => targetMultiple * value),
  }
}

/** The largest of the three; of the last two where the first is not known. */
function widest(extreme: number, close: number, open: number): number {
  const known = Math.max(close, open)
  return extreme > known ? extreme : known
}
