import type { ExecutionPolicy } from '../policy/effective.ts'
import type { LastBar } from './lastBar.ts'
import type { Preset, ScanLimits, Scores } from './preset.ts'
import { type StockBrackets, stockBrackets } from './stockBrackets.ts'

/** A ticker that passed the gate of a preset. */
export interface Ranked {
  bar: LastBar
  scores: Scores
  /** Null without brackets. */
  brackets: StockBrackets | null
  /** From 1, the best. */
  rank: number
}

interface RankOptions {
  limits: Partial<ScanLimits>
  /** Null: none. */
  brackets: Pick<ExecutionPolicy['brackets'], 'atr_mult_stop' | 'atr_mult_target' | 'min_rr'> | null
  topN: number
}

/**
 * The best of the tickers that pass, by their total score; equal ones by ticker, so that no order of the universe shows.
 * `gated` counts those that passed, `promising` those of them whose brackets promise enough.
 */
export function rankTickers(
  preset: Preset,
  bars: readonly LastBar[],
  { limits, brackets, topN }: RankOptions,
): { ranked: Ranked[]; gated: number; promising: number } {
  const judged = preset.judge(bars, limits)
  const passed = bars.flatMap((bar, place) => {
    const { passes, scores } = judged[place]
    const own = brackets && stockBrackets(bar.close, bar.atr, brackets)
    return passes ? [{ bar, scores, brackets: own }] : []
  })
  const promising = passed.filter(({ brackets: own }) => promisesEnough(own, brackets?.min_rr ?? 0))
  promising.sort((a, b) => b.scores.total - a.scores.total || compareText(a.bar.ticker, b.bar.ticker))
  return {
    ranked: promising.slice(0, topN).map((row, place) => ({ ...row, rank: place + 1 })),
    gated: passed.length,
    promising: promising.length,
  }
}

function promisesEnough(brackets: StockBrackets | null, least: number): boolean {
  return brackets === null || least <= 0 || (brackets.rewardRisk ?? 0) >= least
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
