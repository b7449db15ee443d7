import { invalidParam } from '../../core/errors.ts'
import { didYouMean } from '../../core/nearest.ts'

/** The variables of the earlier Makefile with the defaults that it gave them. */
export const defaults = {
  PACK_ID: 'zerosigma',
  MODEL_ID: '',
  TICKER: 'SPY',
  START: '',
  END: '',
  EXPIRY: '$(END)',
  ALLOWED_HOURS: '',
  THRESHOLDS: '0.55,0.60,0.65',
  SPLITS: '5',
  DISTANCE_MAX: '7',
  BASE_URL: 'http://localhost:8001',
  OUT: 'reports/test_indicators',
  MOMENTUM_MIN: '0.0',
  MOMENTUM_COLUMN: 'momentum_score_total',
  LIMIT: '20',
  OFFSET: '0',
  LAB_MOCK_DIR: 'products/sigma-lab/mock-api',
  LAB_UI_DIR: 'products/sigma-lab/ui',
  LAB_MOCK_PORT: '8010',
  LAB_UI_PORT: '3000',
  MIGRATIONS_DIR: 'products/sigma-lab/api/migrations',
  DOCS_PORT: '8008',
  FRONTEND_DIR: 'edge_ui',
  UI_PORT: '5173',
} as const

/** Variables that only its recipes knew, each with a default of its own there. */
const ofRecipes = [
  'ALGO',
  'ALLOWED_HOURS_VARIANTS',
  'ASSET',
  'CADENCE',
  'CONF_CAP',
  'EMBARGO',
  'GRID',
  'HORIZON',
  'HOURS_SETS',
  'INDICATOR',
  'MOMENTUM_GATE',
  'SIZE_BY_CONF',
  'SLIPPAGE_BPS',
  'SMOKE_MIN_SHARPE',
  'SMOKE_MIN_TRADES',
  'SMOKE_TOP_PCT',
  'STATUS',
  'SWEEP_ID',
  'TAG',
  'TARGET',
  'THRESHOLDS_VARIANTS',
  'THR_VARIANTS',
  'TOP_N',
  'TOP_PCT',
  'TOP_PCTS',
  'TOP_PCT_VARIANTS',
  'UNIVERSE',
  'UNIVERSE_CSV',
  'VARIANT',
  'WEEKS',
] as const

export type VariableName = keyof typeof defaults | (typeof ofRecipes)[number]

const ofMakefile: Readonly<Partial<Record<VariableName, string>>> = defaults
const names: readonly string[] = [...Object.keys(defaults), ...ofRecipes]

/** What a target reads its settings from. */
export interface Variables {
  /** As make takes it: from the line, else the environment, else the Makefile's default; empty for none. */
  get(name: VariableName): string
  /** As a recipe's shell takes `NAME:-fallback`, which the Makefile's default does not reach. */
  or(name: VariableName, fallback: string): string
}

/** The words of a line of make: targets, and variables that are given a value. */
export interface MakeWords {
  targets: string[]
  given: ReadonlyMap<string, string>
}

/** Sorts the words as make does: whatever has an equals sign sets a variable, wherever it stands. */
export function readWords(words: readonly string[]): MakeWords {
  const targets = new Set<string>()
  const given = new Map<string, string>()
  for (const word of words) {
    const [, name, value] = word.match(/^([^=:?+!]*)[:?]{0,3}=([\s\S]*)$/) ?? []
    if (name === undefined) targets.add(word)
    else if (name === '') throw invalidParam([{ field: word, issue: 'names no variable' }])
    else given.set(name, value)
  }
  return { targets: [...targets], given }
}

export function variablesOf(
  given: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): Variables {
  const set = (name: VariableName): string | undefined => given.get(name) ?? env[name]
  return {
    get: (name) => set(name) ?? ofMakefile[name] ?? '',
    or: (name, fallback) => set(name) || fallback,
  }
}

/** Remarks on variables that no target reads: make passes over them without a word, and so over a slip. */
export function unknownVariables(given: ReadonlyMap<string, string>): string[] {
  return [...given.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => `no target reads the variable ${name}${didYouMean(name, names)}`)
}
