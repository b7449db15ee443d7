/** The work in some fits, in updates of a histogram (as of `fitWork`), and in scores. */
export interface SweepWorkload {
  binning: number
  /** Of all boosting rounds. */
  rounds: number
  /** Rows with a score, held out or tested, which every evaluation goes through. */
  scored: number
}

/** Variants that share a combination of fit settings. */
interface FitKeyLoad extends SweepWorkload {
  variants: number
}

/** A timed fit of a probe. */
export interface TimedWork extends Pick<SweepWorkload, 'binning' | 'rounds'> {
  ms: number
}

export interface FitRates {
  msPerBinning: number
  msPerRound: number
}

/** What a probe measured on this machine, in milliseconds. */
export interface SweepRates extends FitRates {
  /** Of evaluating a variant, per row with a score. */
  msPerScored: number
  /** Of comparing a variant with all others at the end, over so many sessions. */
  msPerCompared: number
  /** Of the comparison, however many variants it has. */
  comparisonMs: number
}

/** What a sweep does, counted. */
export interface SweepLoad {
  keys: readonly FitKeyLoad[]
  /** Of each variant's out-of-sample returns. */
  sessions: number
  /** Evaluations at the end, which look closer at the best variant. */
  extraEvaluations: number
  /** What the ledger of the data has already: all of it is judged anew at the end. */
  earlierTrials: number
  /** Reading the data and deciding what is tried, as it took for the plan. */
  loadMs: number
  /** Peak of a process that does its fits alone. */
  fitBytes: number
}

/** What a sweep takes. */
export interface Reckoning {
  seconds: number
  /** Peak of the process. */
  memoryBytes: number
  /** Rows of the database. */
  diskBytes: number
}

/** Of one trial: its run, folds, place in the sweep and trial of the ledger, as they were measured. */
const bytesPerTrial = 14_000
/** Day and return of each session, in a trial of the ledger. */
const bytesPerSession = 12

/** Of one trial, in memory until the sweep ends: its settings, with what names it. */
const keptBytesPerTrial = 8_000
/**
 * Day and return of each session, its return once more where all variants are compared, and as much again that is no
 * longer used and not yet collected, as it was measured.
 */
const keptBytesPerSession = 36

/** Of one trial: saving it, with all others, and judging it at the end, as it was measured. */
const saveMs = 5

/** Of one trial that was there before: reading and judging it anew, with what it changes. */
const judgeMs = 1

/** A rate that noise makes smaller than this share of the mean rate is taken for this share: no work is free. */
const leastShare = 0.1

/**
 * What binning and rounds cost, from two fits of the same rows with few and with more rounds. Both are above 0, whatever
 * noise the times have.
 */
export function fitRates(few: TimedWork, more: TimedWork): FitRates {
  const least = (leastShare * more.ms) / (more.binning + more.rounds)
  const msPerRound = Math.max(least, (more.ms - few.ms) / (more.rounds - few.rounds))
  const msPerBinning = Math.max(least, (few.ms - msPerRound * few.rounds) / few.binning)
  return { msPerBinning, msPerRound }
}

/** Reckons time, memory and disk of a sweep from its work and what each part of it costs. */
export function reckonSweep(
  { keys, sessions, extraEvaluations, earlierTrials, loadMs, fitBytes }: SweepLoad,
  rates: SweepRates,
): Reckoning {
  const variants = sumOf(keys, ({ variants }) => variants)
  const fitMs = sumOf(keys, ({ binning, rounds }) => rates.msPerBinning * binning + rates.msPerRound * rounds)
  const evaluateMs = sumOf(keys, (key) => key.variants * (key.scored * rates.msPerScored + saveMs))
  const scored = keys.reduce((most, key) => Math.max(most, key.scored), 0)
  const closerMs = extraEvaluations * scored * rates.msPerScored
  const compareMs = rates.comparisonMs + variants * rates.msPerCompared + closerMs
  return {
    seconds: (loadMs + fitMs + evaluateMs + compareMs + earlierTrials * judgeMs) / 1_000,
    memoryBytes: fitBytes + variants * (keptBytesPerTrial + sessions * keptBytesPerSession),
    diskBytes: variants * (bytesPerTrial + sessions * bytesPerSession),
  }
}

export function sumOf<T>(all: readonly T[], value: (one: T) => number): number {
  return all.reduce((sum, one) => sum + value(one), 0)
}
