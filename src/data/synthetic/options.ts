import { invalidParam } from '../../core/errors.ts'
import { didYouMean } from '../../core/nearest.ts'

/** What the synthetic market is made from; equal options give equal numbers everywhere. */
export interface SyntheticOptions {
  /** Whole number from 0. */
  seed: number
  /** Correlation planted between flow and the return after it (see `edge.ts`): -1 to 1, 0 for none. */
  edge: number
  /** Annual volatility of the price in the long run, a fraction. */
  volatility: number
  /** Expected annual return, a fraction. At 0 holding earns nothing on average. */
  drift: number
  /** How far bid and ask of options lie from their price, as a multiple of what is usual. */
  spread: number
  /** Open interest of options, as a multiple of what is usual. */
  open_interest: number
  /** Contracts of options traded, as a multiple of what is usual. */
  volume: number
  /** Share of the contracts that somebody quotes when a decision is to be filled: 0 for none. */
  quoted: number
}

const syntheticDefaults: SyntheticOptions = {
  ...{ seed: 1, edge: 0, volatility: 0.16, drift: 0 },
  ...{ spread: 1, open_interest: 1, volume: 1, quoted: 1 },
}

type OptionName = keyof SyntheticOptions

/** What every history is named by. */
const historyNames: readonly OptionName[] = ['seed', 'edge', 'volatility', 'drift']
/** How well its options trade. Where they trade as usual their data has the name that it had without these. */
const liquidityNames: readonly OptionName[] = ['spread', 'open_interest', 'volume', 'quoted']
const optionNames: readonly OptionName[] = [...historyNames, ...liquidityNames]

const bounds: Readonly<Record<OptionName, { min: number; max: number; integer: boolean }>> = {
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true },
  edge: { min: -1, max: 1, integer: false },
  volatility: { min: 0.01, max: 0.6, integer: false },
  drift: { min: -0.2, max: 0.2, integer: false },
  spread: { min: 0, max: 20, integer: false },
  open_interest: { min: 0, max: 100, integer: false },
  volume: { min: 0, max: 100, integer: false },
  quoted: { min: 0, max: 1, integer: false },
}

const spelling = `write synthetic, or synthetic:seed=7,edge=0.3 with any of ${optionNames.join(', ')}`

/**
 * The options in the name of a source: `synthetic` has the defaults, `synthetic:seed=7,edge=0.3` changes some.
 * Unknown or repeated keys and bad values are INVALID_PARAM, all of them at once.
 */
export function parseSyntheticName(name: string): SyntheticOptions {
  const [id, ...rest] = name.split(':')
  if (id !== 'synthetic') throw invalid([`expected synthetic, got "${name}"`])
  const options = { ...syntheticDefaults }
  const issues: string[] = []
  const seen = new Set<string>()
  const text = rest.join(':')
  for (const part of rest.length === 0 ? [] : text.split(',')) {
    const equals = part.indexOf('=')
    const key = (equals < 0 ? part : part.slice(0, equals)).trim()
    const value = equals < 0 ? '' : part.slice(equals + 1).trim()
    if (!isOptionName(key)) {
      issues.push(`unknown key "${key}" of synthetic${didYouMean(key, optionNames)}`)
      continue
    }
    if (seen.has(key)) issues.push(`${key} is given twice`)
    seen.add(key)
    options[key] = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : Number.NaN
    issues.push(...issuesOf(key, options[key], value))
  }
  if (issues.length > 0) throw invalid(issues)
  return options
}

/** The options with defaults filled in. A value out of its bounds is INVALID_PARAM. */
export function checkSyntheticOptions(options: Partial<SyntheticOptions>): SyntheticOptions {
  const filled = { ...syntheticDefaults, ...options }
  const issues = optionNames.flatMap((name) => issuesOf(name, filled[name], String(filled[name])))
  if (issues.length > 0) throw invalid(issues)
  return filled
}

/** Raised whenever equal options give other numbers. */
const version = 'v1'

/** Name of the data for lineage: everything that changes a number. */
export function syntheticSourceId(options: SyntheticOptions): string {
  const changed = liquidityNames.filter((name) => options[name] !== syntheticDefaults[name])
  return `synthetic:${version}:${[...historyNames, ...changed].map((name) => `${name}=${options[name]}`).join(',')}`
}

function isOptionName(key: string): key is OptionName {
  return optionNames.some((name) => name === key)
}

function issuesOf(name: OptionName, value: number, shown: string): string[] {
  const { min, max, integer } = bounds[name]
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return []
  return [`${name}: expected a ${integer ? 'whole ' : ''}number from ${min} to ${max}, got "${shown}"`]
}

function invalid(issues: string[]): Error {
  return invalidParam(
    issues.map((issue) => ({ field: 'source', issue })),
    { next: spelling },
  )
}
