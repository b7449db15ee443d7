import { isStale, type NewestBar, newestSession } from '../core/alerts/freshness.ts'
import { formatDay, parseDay } from '../core/bars/day.ts'
import { marketDataAt } from '../core/bars/marketData.ts'
import { firstAtOrAfter, sliceBars } from '../core/bars/window.ts'
import { isSession, previousSession } from '../core/calendar/index.ts'
import { sessionInstant } from '../core/calendar/newYorkTime.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { newYorkTime } from '../data/calendar.ts'
import { computeOne, computeSeveral } from './computeMatrix.ts'
import type { Instrument } from './instruments.ts'
import { inTurns } from './inTurns.ts'
import { type LiveModel, otherFeatures } from './liveModel.ts'
import { planMatrix } from './matrixPlan.ts'
import type { Parts } from './parts.ts'

export interface LiveRequest {
  /** Instead of the source that the model was trained on. */
  source?: string
  /** The session to decide, `YYYY-MM-DD`; the newest when absent. */
  date?: string
  /** Decides on bars that are not the newest there must be. */
  allowStale?: boolean
}

/** The rows of a model up to now, of which those of one session are to be decided. */
export interface LiveDataset {
  dataset: Dataset
  /** Days since 1970-01-01. */
  session: number
  /** Tickers whose bars reach into the session, with the newest bar of each. */
  newest: ReadonlyMap<string, NewestBar>
  warnings: string[]
  loadMs: number
}

/**
 * Computes the features of a model anew up to now, from the first bar on that it was trained on, so that averages
 * without an end begin where they did. Nothing is stored. Bars that are not complete yet are left out.
 *
 * @throws UNPROCESSABLE for stale bars, unless they are allowed, and for features that are no longer those of the model
 */
export async function liveDataset(
  parts: Parts,
  { subject, record, training }: LiveModel,
  request: LiveRequest,
): Promise<LiveDataset> {
  const started = performance.now()
  const asOf = timeOf(request.date, parts.now().getTime())
  const { ticker, ...asked } = record.request ?? {}
  const plan = await planMatrix(parts, subject, {
    ...asked,
    tickers: record.tickers ?? [record.ticker],
    source: request.source ?? record.source,
    end: formatDay(newYorkTime(asOf).day),
  })
  if (record.features_sha !== undefined && record.features_sha !== plan.featuresSha) {
    throw otherFeatures(training.id, 'the indicators of the model, or their parameters, have changed since')
  }
  const instruments = plan.instruments.map((instrument) => completeAt(instrument, asOf))
  const loadMs = performance.now() - started
  const { session, newest, warnings } = freshOnes(instruments, asOf, request)
  const known = { ...plan, instruments, contracts: null }
  const computed =
    instruments.length === 1
      ? computeOne(known, instruments[0])
      : await inTurns(computeSeveral(known), parts.stopping)
  return { dataset: computed, session, newest, warnings: [...plan.warnings, ...warnings], loadMs }
}

/** Now, or the end of a session that is named. */
function timeOf(date: string | undefined, now: number): number {
  if (date === undefined) return now
  const day = parseDay(date, 'date')
  const issue = isSession(day)
    ? day > newYorkTime(now).day && `${date} is still to come`
    : `the exchange was closed on ${date}; the session before was ${formatDay(previousSession(day))}`
  if (issue) throw invalidParam([{ field: 'date', issue }])
  return Math.min(now, sessionInstant(day, 24 * 60 - 1))
}

function completeAt(instrument: Instrument, asOf: number): Instrument {
  const { bars, market } = instrument
  const complete = firstAtOrAfter(bars.ts, asOf, true)
  if (complete === bars.ts.length) return instrument
  if (complete === 0) {
    throw new SigmaError('UNPROCESSABLE', `no bar of ${bars.ticker} is complete yet`, {
      next: 'ask again later',
    })
  }
  return { bars: sliceBars(bars, 0, complete), market: marketDataAt(market, bars, complete - 1) }
}

/** Tickers named in a warning at most. */
const named = 5

function freshOnes(
  instruments: readonly Instrument[],
  asOf: number,
  { allowStale = false, date }: LiveRequest,
) {
  const ends = instruments.map(({ bars: { ticker, ts, session } }) => ({
    ticker,
    ts: ts[ts.length - 1],
    session: session[session.length - 1],
  }))
  const { cadence } = instruments[0].bars
  const last = ends.reduce((a, b) => (b.ts > a.ts ? b : a))
  const expected = formatDay(newestSession(asOf, cadence))
  const warnings: string[] = []
  if (isStale(last, asOf, cadence)) {
    const what = `the newest bar of ${last.ticker} is that of ${new Date(last.ts).toISOString()}, and the newest session${date === undefined ? '' : ` by ${date}`} is ${expected}`
    if (!allowStale) {
      throw new SigmaError('UNPROCESSABLE', `stale bars: ${what}`, {
        next: 'get newer bars with --source, or decide on these with --allow-stale',
      })
    }
    warnings.push(`stale bars: ${what}`)
  }
  const behind = ends.filter(({ session }) => session < last.session)
  if (behind.length > 0) {
    const tickers = behind.slice(0, named).map(({ ticker, session }) => `${ticker} (${formatDay(session)})`)
    const more = behind.length > named ? ` and ${behind.length - named} more` : ''
    warnings.push(
      `left out, for their bars end before ${formatDay(last.session)}: ${tickers.join(', ')}${more}`,
    )
  }
  const newest = new Map(
    ends.filter(({ session }) => session === last.session).map((one) => [one.ticker, one]),
  )
  return { session: last.session, newest, warnings }
}
