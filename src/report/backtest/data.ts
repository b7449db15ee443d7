import type { DrawnClass, DrawnFeature } from '../trainPlots.ts'
import type { ReportedBrackets, ReportedExits } from './brackets.ts'
import type { Curve } from './equityPlot.ts'
import type { ReportedOptions } from './options.ts'
import type { TriedThreshold } from './plots.ts'

export type Figure = number | null
type Figures = Readonly<Record<string, unknown>>

/** A backtest as answers tell of it, as far as it is reported. */
export interface ReportedBacktest {
  run_id: string
  pack_id: string
  model_id: string
  status: string
  created_at: string
  finished_at?: string | null
  tag?: string | null
  risk_profile?: string | null
  sweep_id?: string | null
  score?: Figure
  config?:
    | (Figures & { kind: 'thr' | 'top_pct'; value: string; splits?: number; brackets?: ReportedBrackets })
    | null
  /** What the hours of the config come from. */
  hours_from?: string | null
  metrics?: (Figures & { unavailable?: Record<string, string> }) | null
  gate?: {
    pass: boolean
    reasons: string[]
    plain?: string[]
    details?: { limit: string; observed: number | string | null; required: number | string }[]
    not_applied?: { limit: string; why: string }[]
  } | null
  statistics?: (Figures & { sharpe_interval?: number[] | null }) | null
  random_entries?: {
    draws: number
    percentile: Figure
    quantiles: { p05: number; p95: number } | null
    unavailable: string | null
  } | null
  folds?: ReportedFold[]
  result?: { threshold_results: TriedThreshold[] } | null
  costs?: { multiple: number; sharpe: Figure; cum_return: Figure; max_dd: Figure }[]
  cost_curve?: { bps: number; sharpe: Figure }[]
  equity?: Curve[]
  return_basis?: string
  brackets?: ReportedExits
  options?: ReportedOptions
  breakdown?: {
    by_year: ReportedGroup[]
    by_side: ReportedGroup[]
    by_hour: ReportedGroup[] | null
    by_hour_unavailable?: string | null
    by_ticker?: ReportedGroup[]
  }
  /** Of combinatorial folds. */
  paths?: { path: number; headline: boolean; metrics: Figures }[]
  /** Its models were trained on rows after their test folds too. */
  non_causal?: boolean
  lineage?: Readonly<Record<string, unknown>> | null
  timings?: Readonly<Record<string, number>>
  fits?: number
  verdict?: string | null
  /** Of a run whose decisions were made again from data cut at each of them. */
  audit?: { checked: string; not_checked: string }
}

/** What a part of the run earned. */
export interface ReportedGroup {
  group: string
  trades: number
  win_rate: Figure
  sharpe: Figure
  cum_return: Figure
  sum_return: number
  max_dd: Figure
}

export interface ReportedFold {
  fold: number
  test_start?: string | null
  test_end?: string | null
  rows_train: number
  rows_test: number
  chosen?: Figure
  chosen_by_hour?: { hour: number; value: Figure; flat: boolean; reason?: string }[]
  flat?: boolean
  flat_reason?: string | null
  trades?: number
  win_rate?: Figure
  sharpe?: Figure
  cum_ret?: Figure
  max_dd?: Figure
}

/** Something that a report shows where it is known; else why it is not. */
export type Known<Value> = { value: Value } | { value: null; why: string }

/** What a report shows beyond the run's own answer. */
export interface BacktestExtras {
  benchmark: Known<Curve[]>
  trades: Known<TradeColumns>
  leakage: Known<ReportedLeakage>
  training: Known<Explanation>
  /** Of the sweep that the run is a variant of; null when it is none. */
  sweep: ReportedOverfitting | null
  command: Command
}

/** The command that repeats a run, and what it cannot say. */
export interface Command {
  line: string
  notes: string[]
}

/** Trades by column, in order of their decision. */
export interface TradeColumns {
  /** When the position was decided on. */
  decided: string[]
  /** Of a run over several tickers. */
  ticker?: string[]
  /** Sign × size. */
  position: number[]
  /** Of the price at entry, after costs. */
  net_return: number[]
  /** So many have left, the first ones unless `exit` tells of each; the others are marked at the last close. */
  closed: number
  /** How each left; absent without brackets. */
  exit?: string[]
}

export interface ReportedLeakage {
  verdict: string
  /** What was looked at; null where only the verdict was kept. */
  checked: string | null
  findings: { column: string; verdict: string; reason: string }[]
}

/** What a training of the same model on the same matrix found out about it. */
export interface Explanation {
  training_id: string
  importance?: {
    features: DrawnFeature[]
    held_out?: { basis: 'out_of_fold' | 'held_out'; rows: number; repeats: number } | null
  }
  reliability?: { basis: 'out_of_fold' | 'training'; classes: DrawnClass[] }
}

export interface ReportedOverfitting {
  sweep_id: string
  variants: number
  pbo: Figure
  oos_loss_probability: Figure
  blocks: Figure
  /** ln(w / (1 − w)) of each split; w is the relative rank out of sample of the best in sample. */
  logits: number[]
}

/** A figure of a bag of them. */
export function figureOf(bag: Figures | null | undefined, name: string): Figure {
  const value = bag?.[name]
  return typeof value === 'number' ? value : null
}
