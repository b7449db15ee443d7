import type { Asked } from '../asked.ts'
import { costsIn } from './costs.ts'
import type { RunKind } from './kind.ts'
import { hourSetsIn, hoursIn, listAfter, numberBeside, numbersIn, shareOf } from './numbers.ts'

/** The request that a question describes, of what it says alone. */
export function payloadOf(kind: RunKind, asked: Asked): Record<string, unknown> {
  const { text, modelId, packId, profile, tag, message } = asked
  const hours = hoursIn(text)
  const [, ticker] = /\bticker\s+([A-Za-z.^]{1,8})\b/.exec(message) ?? []
  return {
    model_id: modelId,
    ...(packId !== undefined && { pack_id: packId }),
    ...(profile !== undefined && { risk_profile: profile }),
    ...(tag !== undefined && { tag }),
    ...(kind === 'build' && {
      ...asked.period,
      ...(ticker !== undefined && { ticker: ticker.toUpperCase() }),
    }),
    ...(kind !== 'sweep' && hours !== undefined && { allowed_hours: hours }),
    ...(kind === 'backtest' && selectionIn(text)),
    ...((kind === 'backtest' || kind === 'sweep') && { ...foldsIn(text), ...costsIn(text) }),
    ...(kind !== 'build' && fitIn(text)),
    ...(kind === 'sweep' && variantsIn(text)),
  }
}

function selectionIn(text: string): Record<string, unknown> {
  const [share] = sharesIn(text)
  if (share !== undefined) return { top_pct: share }
  const thresholds = [...listAfter(text, /\bthresholds?(?: of| at)?/), ...atThreshold(text)].filter(isShare)
  return thresholds.length === 0 ? {} : { thresholds }
}

/** `at 0.6 threshold`: the number stands before its name. */
function atThreshold(text: string): number[] {
  if (/\bthresholds?(?: of| at)?\s+\.?\d/.test(text)) return []
  const [, value] = /\b(0?\.\d+)\s+thresholds?\b/.exec(text) ?? []
  return value === undefined ? [] : [Number(value)]
}

const topPercents = /\btop\s+((?:\d+(?:\.\d+)?\s*(?:%|percent)(?:\s*(?:,|and|or|&|;)\s*)?)+)/g

/** `top 10%`, `top 5%, 10%`, `top pct 0.05 and 0.1`, as shares. */
function sharesIn(text: string): number[] {
  const percents = [...text.matchAll(topPercents)].flatMap(([, list]) => list.match(/\d+(?:\.\d+)?/g) ?? [])
  if (percents.length > 0) return percents.map(shareOf)
  return listAfter(text, /\btop[ _-](?:pcts?|percents?|shares?)(?: of)?/).filter(
    (share) => share > 0 && share <= 1,
  )
}

/** `0.6 and 3 splits`: what is no share is no part of the list. */
const isShare = (value: number): boolean => value > 0 && value < 1

function foldsIn(text: string): Record<string, unknown> {
  const splits = numberBeside(text, 'split') ?? numberBeside(text, 'fold')
  const [embargo] = listAfter(text, /\bembargo(?: of)?/)
  return { ...(splits !== undefined && { splits }), ...(embargo !== undefined && { embargo }) }
}

function fitIn(text: string): Record<string, unknown> {
  const [calibration] = /\b(?:sigmoid|isotonic)\b/.exec(text) ?? []
  const [, seed] = /\bseed\s+(\d+)\b/.exec(text) ?? []
  const trees = { rounds: numberBeside(text, 'round'), depth: numberBeside(text, 'depth') }
  const hyperparams = Object.fromEntries(Object.entries(trees).filter(([, value]) => value !== undefined))
  return {
    ...(calibration !== undefined && { calibration }),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(Object.keys(hyperparams).length > 0 && { hyperparams }),
  }
}

function variantsIn(text: string): Record<string, unknown> {
  const [, sets] = /\bthresholds?\s+((?:\d*\.\d+\s*(?:[,;]|and)?\s*)+)/.exec(text) ?? []
  const thresholds = (sets ?? '')
    .split(';')
    .map(numbersIn)
    .filter((set) => set.length > 0)
  const hours = hourSetsIn(text)
  const shares = sharesIn(text)
  const sweep = {
    ...(thresholds.length > 0 && { thresholds_variants: thresholds }),
    ...(hours.length > 0 && { hours_variants: hours }),
    ...(shares.length > 0 && { top_pct_variants: shares }),
  }
  return Object.keys(sweep).length === 0 ? {} : { sweep }
}
