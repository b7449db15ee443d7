import type { Cadence } from '../core/bars/bars.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { didYouMean, nearest } from '../core/nearest.ts'

/** The columns of a file of bars, as the file spells them. */
export interface BarColumns {
  time: string
  hour: string | undefined
  /** open, high, low, close. */
  prices: string[]
  volume: string | undefined
}

/** Which column is which, as a user says it; what is left out follows from names. */
export type NamedColumns = Partial<
  Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'hour_et', string>
>

const timeColumns = ['ts', 'datetime', 'timestamp', 'date', 'time'] as const
/** How pandas calls an index without a name when it writes Parquet. */
const pandasIndex = '__index_level_0__'

const priceColumns = ['open', 'high', 'low', 'close'] as const

/**
 * Finds the columns of bars by the names given, else by the usual ones in any case: a time (`ts`, `datetime`,
 * `timestamp`, `date`, `time`), open, high, low, close, and if there are some volume and, for intraday bars, hour_et.
 * INVALID_PARAM for each that is missing, naming the nearest column; `faultAt` makes the fault of a name given.
 */
export function findBarColumns(
  names: readonly string[],
  cadence: Cadence,
  named: NamedColumns = {},
  faultAt: (column: keyof NamedColumns, issue: string) => FieldError = (field, issue) => ({ field, issue }),
): BarColumns {
  const faults: FieldError[] = []
  const usual = (wanted: string) => names.find((name) => name.toLowerCase() === wanted)
  const given = (column: keyof NamedColumns): string | undefined => {
    const name = named[column]
    if (name !== undefined && !names.includes(name)) {
      faults.push(faultAt(column, `the file has no column "${name}"${didYouMean(name, names)}`))
    }
    return name
  }
  const time = given('time') ?? [...timeColumns, pandasIndex].map(usual).find((name) => name !== undefined)
  if (time === undefined) {
    faults.push({
      field: 'date',
      issue: `missing column: expected one of ${timeColumns.join(', ')}`,
      line: 1,
    })
  }
  const prices = priceColumns.map((wanted) => {
    const column = given(wanted) ?? usual(wanted)
    if (column === undefined) {
      const close = nearest(wanted, names)
      const guess = close === undefined ? '' : `; is "${close}" meant?`
      faults.push({ field: wanted, issue: `missing column${guess}`, line: 1 })
    }
    return column ?? ''
  })
  const volume = given('volume') ?? usual('volume')
  const hour = given('hour_et') ?? usual('hour_et')
  if (time === undefined || faults.length > 0) {
    throw invalidParam(faults, {
      next: `the file has: ${names.join(', ')}; other names are told in a YAML file beside it (columns), called like the file with .yaml behind: bars.csv.yaml`,
    })
  }
  return { time, hour: cadence === 'daily' ? undefined : hour, prices, volume }
}
