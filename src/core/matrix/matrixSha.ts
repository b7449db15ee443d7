import type { Cadence } from '../bars/bars.ts'
import type { Params } from '../indicators/define.ts'
import type { LabelSpec } from '../labels/labelSpec.ts'
import { sha256OfJson } from '../lineage/canonicalJson.ts'
import { type ContractRule, contractVersion } from '../options/contractPick.ts'
import { type FlowSelection, flowVersion } from '../options/flowColumns.ts'
import type { ImputationRule } from './features.ts'

/** Everything that the numbers of a matrix depend on, and nothing else: no profile, tag or path. */
export interface MatrixIngredients {
  /** Ids of the data sources, and the content hash of the bars used (`barsHash`). */
  sources: readonly string[]
  barsSha: string
  /** Hash of what was read beside the bars (`marketHash`); absent and null are nothing. */
  marketSha?: string | null
  universe: readonly string[]
  /** Sessions asked for, `YYYY-MM-DD`; null is open. */
  window: { start: string | null; end: string | null }
  resample: Cadence
  /** Every indicator with all of its parameters, defaults included, and the version of its values. */
  features: readonly { name: string; params: Params; version: number }[]
  /** Columns of option trades, and how contracts are picked; absent and null are none. */
  flow?: FlowSelection | null
  contracts?: ContractRule | null
  label: LabelSpec
  hours: readonly number[] | null
  imputation: ImputationRule
  scaling: 'none'
  timeZone: string
  calendarVersion: string
}

/**
 * The identity of a matrix: SHA-256 of the sorted-key JSON of its ingredients.
 * Sources, universe and hours are sets, so their order doesn't count; that of features is the order of columns.
 */
export function matrixSha(ingredients: MatrixIngredients): string {
  const { sources, universe, hours, flow, contracts, marketSha, ...others } = ingredients
  return sha256OfJson({
    ...others,
    ...(marketSha && { marketSha }),
    ...(flow && { flow: { ...flow, version: flowVersion } }),
    ...(contracts && { contracts: { ...contracts, version: contractVersion } }),
    sources: [...new Set(sources)].sort(),
    universe: [...new Set(universe)].sort(),
    hours: hours === null ? null : [...new Set(hours)].sort((a, b) => a - b),
  })
}
