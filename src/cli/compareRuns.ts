import type { BacktestDetail } from '../contract/types.ts'

/** A field of which each run has a value, in the order of the runs. */
export interface ComparedField {
  field: string
  values: unknown[]
  /** Whether not all of them are equal. */
  differs: boolean
}

export interface Comparison {
  metrics: ComparedField[]
  statistics: ComparedField[]
  config: ComparedField[]
  lineage: ComparedField[]
}

/** Runs side by side: every field that one of them has. A field that a run does not have is null there. */
export function compareRuns(runs: readonly BacktestDetail[]): Comparison {
  return {
    metrics: compared(runs.map(({ metrics }) => without(metrics, ['unavailable']))),
    statistics: compared(runs.map(({ statistics }) => without(statistics, []))),
    config: compared(runs.map(({ config, risk_profile }) => ({ ...flat(config ?? {}), risk_profile }))),
    lineage: compared(runs.map(({ lineage }) => without(lineage, ['risk_profile']))),
  }
}

/** Names of the fields in which the runs differ. */
export function changedFields(fields: readonly ComparedField[]): string[] {
  return fields.filter(({ differs }) => differs).map(({ field }) => field)
}

type Bag = Readonly<Record<string, unknown>>

function compared(bags: readonly Bag[]): ComparedField[] {
  const names = [...new Set(bags.flatMap((bag) => Object.keys(bag)))]
  return names.map((field) => {
    const values = bags.map((bag) => bag[field] ?? null)
    const [first, ...others] = values.map((value) => JSON.stringify(value))
    return { field, values, differs: others.some((value) => value !== first) }
  })
}

function without(bag: Bag | null | undefined, names: readonly string[]): Bag {
  return Object.fromEntries(Object.entries(bag ?? {}).filter(([name]) => !names.includes(name)))
}

/** Objects inside become fields of their own: `hyperparams.rounds`. */
function flat(bag: Bag, prefix = ''): Bag {
  return Object.fromEntries(
    Object.entries(bag).flatMap(([name, value]): [string, unknown][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flat({ ...value }, `${prefix}${name}.`))
        : [[`${prefix}${name}`, value]],
    ),
  )
}
