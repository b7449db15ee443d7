import { type Contracts, contractFields, type PickedContracts } from '../core/options/contractPick.ts'
import type { ParquetColumn } from './parquet.ts'

const sides = ['call', 'put'] as const

/** The columns of picked contracts, such as `call_strike` and `put_iv`. */
export const contractColumnNames: readonly string[] = sides.flatMap((side) =>
  contractFields.map((field) => `${side}_${field}`),
)

/** The contracts as columns of a file. */
export function contractColumns(contracts: Contracts): ParquetColumn[] {
  return sides.flatMap((side) =>
    contractFields.map(
      (field): ParquetColumn => ({
        name: `${side}_${field}`,
        kind: 'double',
        values: contracts[side][field],
      }),
    ),
  )
}

/** The contracts of a file that has their columns. */
export function readContracts(numbers: (column: string) => Float64Array): Contracts {
  const side = (name: (typeof sides)[number]): PickedContracts => ({
    strike: numbers(`${name}_strike`),
    bid: numbers(`${name}_bid`),
    ask: numbers(`${name}_ask`),
    mid: numbers(`${name}_mid`),
    spread: numbers(`${name}_spread`),
    spread_pct: numbers(`${name}_spread_pct`),
    open_interest: numbers(`${name}_open_interest`),
    volume: numbers(`${name}_volume`),
    delta: numbers(`${name}_delta`),
    iv: numbers(`${name}_iv`),
  })
  return { call: side('call'), put: side('put') }
}
