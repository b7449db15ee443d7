import { newestSession } from '../core/alerts/freshness.ts'
import { formatDay, parseDay } from '../core/bars/day.ts'
import { previousSession } from '../core/calendar/index.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import type { IndicatorSpec } from '../core/indicators/index.ts'
import { type ExecutionPolicy, effectiveExecution, signalDefaults } from '../core/policy/effective.ts'
import { blankBar } from '../core/scan/lastBar.ts'
import type { ScanLimits } from '../core/scan/preset.ts'
import { type PresetName, presets } from '../core/scan/presets.ts'
import { type Ranked, rankTickers } from '../core/scan/rankTickers.ts'
import { insertSignals, type ListedSignal, listSignals, type Signal } from '../store/signals.ts'
import type { Parts } from './parts.ts'
import { findPolicyOf } from './policies.ts'
import { scanBars } from './scanBars.ts'
import type { ScanContext } from './scanTickers.ts'
import { type AskedUniverse, universeOf } from './scanUniverse.ts'
import { writeSignalsFile } from './signalsFile.ts'
import { resolveSubject, type Subject } from './subject.ts'

export interface ScanRequest {
  packId?: string
  modelId?: string
  preset?: PresetName
  /** Instead of the model's. */
  indicatorSet?: string
  universe: AskedUniverse
  start?: string
  end?: string
  source?: string
  topN?: number
  limits: Partial<ScanLimits>
  /** Absent: as the policy says. */
  brackets?: boolean
  allowStale?: boolean
  tag?: string
  /** At most those of the process, which all of them are taken of when absent. */
  threads?: number
}

/** Whoever asked for a scan, and waits for it. */
interface Waiting {
  /** Aborted when nobody waits any more: then nothing is kept, unless all was done by then. */
  signal?: AbortSignal
  report?: ScanContext['report']
}

export interface Scan {
  modelId: string
  packId: string
  preset: PresetName
  /** The session that is judged, `YYYY-MM-DD`. */
  date: string
  /** Best first. One that was kept before has its id and its status, and the figures of this scan. */
  signals: ListedSignal[]
  signalsCsv: string
  /** Tickers that were judged, and those that passed the gate. */
  scanned: number
  gated: number
  /** Signals that are new, and those of that day that were kept before. */
  written: number
  kept: number
  warnings: string[]
  timings: { load_ms: number; total_ms: number }
}

const scannerPack = 'swingsigma'
const usualTop = 50
/** Two years, which a vendor is asked for where no start is named. */
const usualDays = 730

const modelOfPreset: Readonly<Record<PresetName, string>> = {
  breakout: 'universe_eq_swing_daily_breakout_scanner',
  meanrevert: 'universe_eq_swing_daily_meanrevert_scanner',
  trend: 'universe_eq_swing_daily_trend_follow_scanner',
  squeeze: 'universe_eq_swing_daily_vol_contraction_scanner',
  rs: 'universe_eq_swing_daily_rel_strength_scanner',
  highmomo: 'universe_eq_swing_daily_high_momentum_scanner',
}
const plainScanner = 'universe_eq_swing_daily_scanner'

/**
 * Ranks the tickers of a universe by their last bar, and keeps the best as signals of that day: once for each model and
 * ticker, so that the same scan again adds nothing.
 *
 * @throws INVALID_PARAM for a universe, a preset or an indicator set that can't be scanned; UNPROCESSABLE for bars that end
 *   before the last session that should be there, unless stale ones are allowed
 */
export async function runScan(
  parts: Parts,
  request: ScanRequest,
  { signal: waiting, report = () => undefined }: Waiting = {},
): Promise<Scan> {
  const started = performance.now()
  const signal = waiting ? AbortSignal.any([waiting, parts.stopping]) : parts.stopping
  const expected = expectedSession(parts, request)
  const { subject, preset, indicators, lineage } = await scannerOf(parts, request)
  const { packId, modelId, model } = subject
  presets[preset].check(blankBar(indicators))
  const policy = await policyOf(parts, subject)
  const brackets = bracketsOf(policy.brackets, request.brackets)
  const universe = await universeOf(
    parts,
    { packId, tickers: model?.config.tickers ?? null },
    request.universe,
  )
  const source = request.source ?? model?.config.source ?? 'polygon'
  const wanted = {
    source,
    indicators,
    atrPeriod: policy.brackets.atr_period,
    cadence: model?.config.cadence ?? 'daily',
    end: request.end ?? formatDay(expected),
    ...startOf(request, source, expected),
  }
  const found = await scanBars(parts, universe.tickers, wanted, {
    threads: Math.min(request.threads ?? parts.fits.threads, parts.fits.threads),
    signal,
    report,
  })
  const warnings = [...universe.warnings, ...found.warnings, ...unreadLimits(preset, request.limits)]
  const stale = staleness(found.session, expected)
  if (stale !== undefined) {
    if (!request.allowStale) throw stale
    warnings.unshift(stale.message)
  }
  const loaded = performance.now()
  const { ranked, gated, promising } = rankTickers(presets[preset], found.bars, {
    limits: request.limits,
    brackets,
    topN: request.topN ?? usualTop,
  })
  if (promising < gated) {
    warnings.push(
      `${gated - promising} of ${gated} that passed were dropped: their target promises less than min_rr of the policy, ${policy.brackets.min_rr}`,
    )
  }
  const time = parts.now().toISOString()
  const signals = ranked.map((row) =>
    toSignal(row, {
      id: parts.newId(),
      packId,
      modelId,
      riskProfile: subject.riskProfile,
      entryMode: policy.brackets.entry_mode,
      timeStopMinutes: brackets && brackets.time_stop_minutes > 0 ? brackets.time_stop_minutes : null,
      policyVersion: policy.version,
      lineage,
      tag: request.tag ?? null,
      createdAt: time,
    }),
  )
  signal.throwIfAborted()
  const kept = await keep(parts, signals)
  return {
    modelId,
    packId,
    preset,
    date: formatDay(found.session),
    signals: kept.signals,
    signalsCsv: await writeSignalsFile(parts, modelId, signals),
    scanned: found.bars.length,
    gated,
    written: kept.written,
    kept: signals.length - kept.written,
    warnings: [...warnings, ...kept.warnings],
    timings: { load_ms: loaded - started, total_ms: performance.now() - started },
  }
}

/** The session whose bars should be there: the last one that is over, up to the end of the window. */
function expectedSession({ now }: Pick<Parts, 'now'>, { start, end }: ScanRequest): number {
  const completed = newestSession(now().getTime(), 'daily')
  if (end === undefined && start === undefined) return completed
  const last = end === undefined ? completed : Math.min(previousSession(parseDay(end, 'end') + 1), completed)
  if (start !== undefined && parseDay(start, 'start') > last) {
    const issue = `expected a date not after ${formatDay(last)}, the last session of the window, got ${start}`
    throw invalidParam([{ field: 'start', issue }])
  }
  return last
}

/** A file is read from its beginning; of a vendor two years are asked for. */
function startOf({ start }: ScanRequest, source: string, expected: number): { start?: string } {
  if (start !== undefined) return { start }
  return /^(csv|parquet):|^sample$/.test(source) ? {} : { start: formatDay(expected - usualDays) }
}

function staleness(session: number, expected: number): SigmaError | undefined {
  if (session >= expected) return undefined
  return new SigmaError(
    'UNPROCESSABLE',
    `the bars are stale: the last are of ${formatDay(session)}, and those of ${formatDay(expected)} should be there`,
    {
      details: { last: formatDay(session), expected: formatDay(expected) },
      next: `fetch newer bars, name the day that is meant with --end ${formatDay(session)}, or take them as they are with --allow-stale`,
    },
  )
}

async function scannerOf(parts: Parts, { packId, modelId, preset: asked, indicatorSet }: ScanRequest) {
  const id = modelId ?? (asked === undefined ? plainScanner : modelOfPreset[asked])
  const pack = packId ?? (modelId === undefined ? scannerPack : undefined)
  const subject = await resolveSubject(parts, {
    modelId: id,
    ...(pack !== undefined && { packId: pack }),
  })
  const set =
    indicatorSet === undefined ? undefined : await parts.packs.indicatorSet(subject.packId, indicatorSet)
  const indicators: readonly IndicatorSpec[] = set?.indicators ?? subject.model?.config.indicators ?? []
  const { pack_sha, indicator_set_sha, model_config_sha, policy_sha, risk_sha } = subject.lineage
  return {
    subject,
    preset: asked ?? presetOf(id),
    indicators,
    lineage: {
      packSha: pack_sha,
      indicatorSetSha: set?.file.sha256 ?? indicator_set_sha,
      modelConfigSha: model_config_sha,
      policySha: policy_sha,
      riskSha: risk_sha,
    },
  }
}

/** A model of another name is scanned for breakouts, as all have been in the existing system. */
function presetOf(modelId: string): PresetName {
  return presetNames.find((name) => modelOfPreset[name] === modelId) ?? 'breakout'
}

const presetNames: readonly PresetName[] = ['breakout', 'meanrevert', 'trend', 'squeeze', 'rs', 'highmomo']

async function policyOf(parts: Parts, { packId, modelId, policy }: Subject) {
  const stored = await findPolicyOf(parts, packId, modelId)
  const { brackets } = effectiveExecution(policy ?? {}, signalDefaults)
  return { brackets, version: stored?.version ?? policy?.version ?? null }
}

function bracketsOf(
  brackets: ExecutionPolicy['brackets'],
  asked: boolean | undefined,
): ExecutionPolicy['brackets'] | null {
  if (!(asked ?? brackets.enabled)) return null
  if (brackets.mode === 'atr' && !brackets.regime_adjust) return brackets
  const issue =
    brackets.mode === 'atr'
      ? 'regime_adjust is not known to scans'
      : `mode is ${brackets.mode}; scans know atr`
  throw invalidParam([{ field: 'brackets', issue: `of the policy: ${issue}` }], {
    next: 'change the policy, or scan without brackets: --no-brackets',
  })
}

const limitFields: Readonly<Record<keyof ScanLimits, string>> = {
  epsilon: 'epsilon',
  bosMin: 'bos_min',
  rsiMin: 'rsi_min',
  rsiMax: 'rsi_max',
  adxMin: 'adx_min',
}

function unreadLimits(preset: PresetName, asked: Partial<ScanLimits>): string[] {
  const { limits } = presets[preset]
  return Object.entries(limitFields).flatMap(([name, field]) =>
    Object.hasOwn(asked, name) && !Object.hasOwn(limits, name)
      ? [`${field} changes nothing: the preset ${preset} does not read it`]
      : [],
  )
}

type OfScan = Pick<
  Signal,
  | 'id'
  | 'packId'
  | 'modelId'
  | 'riskProfile'
  | 'entryMode'
  | 'timeStopMinutes'
  | 'policyVersion'
  | 'lineage'
  | 'tag'
  | 'createdAt'
>

function toSignal({ bar, scores, brackets, rank }: Ranked, ofScan: OfScan): Signal {
  return {
    ...ofScan,
    date: formatDay(bar.session),
    ts: new Date(bar.ts).toISOString(),
    ticker: bar.ticker,
    side: 'long',
    entryRefPx: bar.close,
    stopPx: brackets?.stop ?? null,
    targetPx: brackets?.target ?? null,
    rewardRisk: brackets?.rewardRisk ?? null,
    score: null,
    threshold: null,
    weight: null,
    scores,
    rank,
    trainingRunId: null,
    matrixSha: null,
  }
}

const mostOfOneDay = 100_000

/** Keeps the signals that are new, and says of those of before where they differ now. */
async function keep({ db }: Parts, signals: readonly Signal[]) {
  if (signals.length === 0) return { signals: [], written: 0, warnings: [] }
  const fresh = await insertSignals(db, signals)
  const [{ packId, modelId, date }] = signals
  const stored = await listSignals(db, { packId, modelId, date }, { limit: mostOfOneDay, offset: 0 })
  const byTicker = new Map(stored.rows.map((row) => [row.ticker, row]))
  const all = signals.map((signal): { now: ListedSignal; differs: boolean } => {
    const then = byTicker.get(signal.ticker)
    if (!then) throw new Error(`the signal of ${signal.ticker} was not kept`)
    const { id, createdAt, status, fillPx, slippage, rr, pnl } = then
    return {
      now: { ...signal, id, createdAt, status, fillPx, slippage, rr, pnl },
      differs: isOther(signal, then),
    }
  })
  const changed = all.filter(({ differs }) => differs).length
  return {
    signals: all.map(({ now }) => now),
    written: fresh.length,
    warnings:
      changed === 0
        ? []
        : [
            `${changed} of the signals of ${date} had been kept with other figures, and stay as they were: the first decision of a day is the one that counts`,
          ],
  }
}

function isOther(one: Signal, other: Signal): boolean {
  return (
    one.rank !== other.rank ||
    one.scores?.total !== other.scores?.total ||
    one.entryRefPx !== other.entryRefPx ||
    one.stopPx !== other.stopPx ||
    one.targetPx !== other.targetPx
  )
}
