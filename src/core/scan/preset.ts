import type { LastBar } from './lastBar.ts'
import { percentRanks } from './percentRanks.ts'

/** What a request may tune of a preset. Each preset reads some of them. */
export interface ScanLimits {
  /** Fraction by which a price must be beyond a band. */
  epsilon: number
  /** Least distance of the close beyond the prior high, in ATRs. */
  bosMin: number
  rsiMin: number
  rsiMax: number
  adxMin: number
}

/** Each from 0 to 1. */
export interface Scores {
  total: number
  /** How much of what the preset looks for is there. */
  breakout: number
  momentum: number
  trendQuality: number
  alignment: number
}

/** What a preset makes of one ticker. */
interface Judged {
  /** Whether it is a candidate at all. */
  passes: boolean
  scores: Scores
}

export interface Preset {
  name: string
  /** One sentence. */
  looksFor: string
  /** The limits that it reads, with their values where nothing else is asked for. */
  limits: Readonly<Partial<ScanLimits>>
  /** Throws INVALID_PARAM where an indicator set lacks what it reads. */
  check(bar: LastBar): void
  /** Judges all tickers together, for some of it is a rank among them. In the order given. */
  judge(bars: readonly LastBar[], limits: Partial<ScanLimits>): Judged[]
}

/** Share of each score in the total, of all presets. */
const weights = { breakout: 0.4, momentum: 0.3, trendQuality: 0.15, alignment: 0.15 }

interface Definition<Values, Limit extends keyof ScanLimits> {
  name: string
  looksFor: string
  limits: Readonly<Pick<ScanLimits, Limit>>
  read(bar: LastBar): Values
  /** What is ranked across the universe, high is good. */
  ranked(values: Values): number[]
  /** `ranks` are those of `ranked`, in its order. A score beyond 0 to 1 is cut, a missing one is 0. */
  judge(
    values: Values,
    ranks: readonly number[],
    limits: Pick<ScanLimits, Limit>,
  ): { passes: boolean; scores: Omit<Scores, 'total'> }
}

/** Makes a preset of its definition; registration is a line in `presets.ts`. */
export function definePreset<Values, Limit extends keyof ScanLimits = never>(
  definition: Definition<Values, Limit>,
): Preset {
  const { name, looksFor, limits, read, ranked, judge } = definition
  return {
    name,
    looksFor,
    limits,
    check: read,
    judge(bars, asked) {
      const values = bars.map(read)
      const ranks = ranksOf(values.map(ranked))
      return values.map((own, place) => {
        const { passes, scores } = judge(own, ranks[place], { ...limits, ...asked })
        return { passes, scores: withTotal(scores) }
      })
    },
  }
}

/** Ranks of each column, by row. */
function ranksOf(rows: readonly number[][]): number[][] {
  const columns = rows[0]?.map((_, column) => percentRanks(rows.map((row) => row[column]))) ?? []
  return rows.map((_, place) => columns.map((column) => column[place]))
}

function withTotal(scores: Omit<Scores, 'total'>): Scores {
  const breakout = share(scores.breakout)
  const momentum = share(scores.momentum)
  const trendQuality = share(scores.trendQuality)
  const alignment = share(scores.alignment)
  const total =
    weights.breakout * breakout +
    weights.momentum * momentum +
    weights.trendQuality * trendQuality +
    weights.alignment * alignment
  return { total, breakout, momentum, trendQuality, alignment }
}

/** Cut to 0 to 1; a missing value is 0. */
export function share(value: number): number {
  return value > 0 ? Math.min(value, 1) : 0
}

/** How many of these hold, from 0 to 1. */
export function shareTrue(...conditions: readonly boolean[]): number {
  return conditions.filter(Boolean).length / conditions.length
}

/** How strong a trend is: 0 to an ADX of 20, 1 from 35. */
export function trendStrength(adx: number): number {
  return share((adx - 20) / 15)
}
