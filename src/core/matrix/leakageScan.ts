import { type LeakageCorrelation, strongestCorrelations } from './leakageCorrelation.ts'
import type { Matrix } from './matrix.ts'
import { type TickerOrigin, tickerTruncation } from './tickerTruncation.ts'
import { type FeatureOrigin, type TruncationFinding, truncationCheck } from './truncationCheck.ts'
import { whatWasChecked } from './whatWasChecked.ts'

type LeakageVerdict = 'green' | 'yellow' | 'red'

/** Why the pack lets a finding pass; null when it doesn't. */
interface Accepted {
  accepted: string | null
}

/** A feature that follows the outcome more closely than chance and honest skill allow. */
interface CorrelationFinding {
  check: 'correlation'
  verdict: 'yellow' | 'red'
  column: string
  rho: number
  /** `ret_fwd`, `target`, or a class of it. */
  against: string
  /** The feature of row t against the outcome of row t + shift. */
  shift: number
  m: number
  limit: number
}

export interface LeakageReport {
  /** The worst finding that is not accepted. */
  verdict: LeakageVerdict
  findings: ((TruncationFinding | CorrelationFinding) & Accepted)[]
  /** Strongest rank correlation of each feature, whatever its size. */
  correlations: LeakageCorrelation[]
  /** What was looked at and what stayed out of sight. */
  checked: string
}

export interface LeakageRequest {
  matrix: Matrix
  /** Label horizon in bars. */
  horizon: number
  /** What the features were computed from, of several tickers each; null for a foreign file, which can't be recomputed. */
  origin: FeatureOrigin | readonly TickerOrigin[] | null
  /** Features that the pack vouches for, with the reason: they are reported but don't decide the verdict. */
  accepted?: Readonly<Record<string, string>>
}

/**
 * Looks for features that know the future: (a) by computing them again from bars cut short, where any difference
 * is red; (b) by their rank correlation with the forward return, or with the classes of a foreign file. It finds what
 * these two can see; see `checked`.
 */
export function leakageScan({ matrix, horizon, origin, accepted = {} }: LeakageRequest): LeakageReport {
  const truncation =
    origin && ('length' in origin ? tickerTruncation(matrix, origin) : truncationCheck(matrix, origin))
  const correlations = strongestCorrelations(matrix, horizon)
  const findings = [...(truncation?.findings ?? []), ...correlations.flatMap(correlationFinding)].map(
    (finding) => ({ ...finding, accepted: accepted[finding.column] ?? null }),
  )
  const open = findings.filter((finding) => finding.accepted === null)
  const worst = open.some(({ verdict }) => verdict === 'red') ? 'red' : 'yellow'
  return {
    verdict: open.length === 0 ? 'green' : worst,
    findings,
    correlations,
    checked: whatWasChecked({ matrix, horizon, truncation, correlations }),
  }
}

function correlationFinding({
  column,
  rho,
  against,
  shift,
  m,
  yellow,
  red,
}: LeakageCorrelation): CorrelationFinding[] {
  if (rho === null || Math.abs(rho) < yellow) return []
  const isRed = Math.abs(rho) >= red
  return [
    {
      check: 'correlation',
      verdict: isRed ? 'red' : 'yellow',
      column,
      rho,
      against,
      shift,
      m,
      limit: isRed ? red : yellow,
    },
  ]
}
