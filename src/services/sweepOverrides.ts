import { hoursText, thresholdsText, topPctText } from '../contract/spellings.ts'
import type { PreparedData } from './preparedData.ts'
import type { Subject } from './subject.ts'
import type { SweepRequest } from './sweepTrials.ts'

/** What of a sweep a risk profile may say. */
export const overridden = ['thresholds', 'top_pct', 'hours'] as const
export type Overridden = (typeof overridden)[number]

/** A sweep's request, with what its risk profile says of sweeps where the request says nothing. */
export interface OverriddenSweep {
  request: SweepRequest
  /** What the profile said, rather than the request. */
  fromProfile: Overridden[]
  warnings: string[]
}

type Said = Pick<SweepRequest, 'thresholdSets' | 'topPcts' | 'hoursSets'>

/**
 * Applies `sweep_overrides` of the risk profile. A sweep that names thresholds or shares goes through these alone, as
 * without a profile; one that names hours, through these hours. What is applied is told.
 */
export function withSweepOverrides(
  subject: Subject,
  request: SweepRequest,
  data: Pick<PreparedData, 'hours' | 'dataset'>,
): OverriddenSweep {
  const overrides = subject.limits.sweepOverrides
  if (overrides === null) return { request, fromProfile: [], warnings: [] }
  const { thresholds_range: thresholds, top_pct_range: shares, hours_variants: sets = [] } = overrides
  const namesRule = request.thresholdSets !== undefined || request.topPcts !== undefined
  const namesHours = request.hoursSets !== undefined || request.hours !== undefined
  const hasHours = data.dataset.matrix.hourEt !== null
  const said: Said = {
    ...(thresholds && !namesRule && { thresholdSets: thresholdSetsIn(thresholds) }),
    ...(shares && !namesRule && { topPcts: evenly(shares, 3) }),
  }
  const missing: string[] = []
  if (sets.length > 0 && !namesHours && hasHours) {
    const hoursSets = usable(sets, subject.limits.allowedHours, data.hours)
    if (hoursSets.length > 0) said.hoursSets = hoursSets
    else missing.push(`none of the hours ${hoursWords(sets)} is allowed and in the matrix`)
  }
  const told = [...words(said), ...missing]
  return {
    request: { ...request, ...said },
    fromProfile: [
      ...(said.thresholdSets ? ['thresholds' as const] : []),
      ...(said.topPcts ? ['top_pct' as const] : []),
      ...(said.hoursSets ? ['hours' as const] : []),
    ],
    warnings:
      told.length > 0
        ? [
            `sweep_overrides of the risk profile ${subject.riskProfile} of ${subject.packId}: ${told.join('; ')}. What a sweep names itself wins`,
          ]
        : [],
  }
}

/** Two sets of three, the lower half of the range and the upper one, as sweeps have that are told nothing. */
function thresholdSetsIn(range: readonly [number, number]): number[][] {
  const levels = evenly(range, 6)
  return levels.length < 6 ? [levels] : [levels.slice(0, 3), levels.slice(3)]
}

/** Values of a range at equal distances, both ends among them; to four digits, and each once. */
function evenly([least, most]: readonly [number, number], count: number): number[] {
  const inner = Array.from({ length: count - 2 }, (_, place) => {
    const value = least + ((most - least) * (place + 1)) / (count - 1)
    return Number(value.toPrecision(4))
  })
  const within = inner.filter((value) => value > least && value < most)
  return [...new Set([least, ...within, most])]
}

/** Of each set the hours that are allowed and held, null for all; without sets that have none, each once. */
function usable(
  sets: readonly (number[] | null)[],
  allowed: number[] | null,
  held: number[] | null,
): (number[] | null)[] {
  const narrowed = sets.map((set) => both(both(set, allowed), held)).filter((set) => set?.length !== 0)
  return [...new Map(narrowed.map((set) => [String(set), set])).values()]
}

/** What two sets of hours have in common, rising and each once; null is every hour. */
function both(one: readonly number[] | null, other: readonly number[] | null): number[] | null {
  const hours = one === null ? other : other === null ? one : one.filter((hour) => other.includes(hour))
  return hours && [...new Set(hours)].sort((a, b) => a - b)
}

function words({ thresholdSets, topPcts, hoursSets }: Said): string[] {
  return [
    ...(thresholdSets ? [`thresholds ${thresholdSets.map(thresholdsText).join(' and ')}`] : []),
    ...(topPcts ? [`shares ${topPcts.map(topPctText).join(', ')}`] : []),
    ...(hoursSets ? [`hours ${hoursWords(hoursSets)}`] : []),
  ]
}

const hoursWords = (sets: readonly (number[] | null)[]): string =>
  sets.map((set) => hoursText(set) ?? 'all').join(' and ')
