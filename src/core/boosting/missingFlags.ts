import { featureGroup } from './layout.ts'

/** A column as bin numbers; see `BinnedFeatures`. */
export interface BinnedColumn {
  column: number
  cuts: Float32Array
  valueBins: number
  bins: Uint8Array
  hasMissing: boolean
  /** 1 for each row whose missing value shares the last bin; null where no value does. */
  missing: Uint8Array | null
  flags: number
  flag: number
}

/** The columns in groups of eight, with the flags of missing values that share a bin last in each group that has any. */
export function withFlags(columns: readonly BinnedColumn[]): BinnedColumn[] {
  const placed: BinnedColumn[] = []
  for (let next = 0; next < columns.length; ) {
    const whole = columns.slice(next, next + featureGroup)
    const needsFlags = whole.some(shares)
    const group = needsFlags ? whole.slice(0, featureGroup - 1) : whole
    next += group.length
    const flagged = group.filter(shares)
    const flags = placed.length + group.length
    flagged.forEach((column, bit) => {
      column.flags = flags
      column.flag = 2 ** bit
    })
    placed.push(...group)
    // Of none, where the eighth column alone needed them: the next group has to begin at a multiple of eight.
    if (needsFlags) placed.push(flagsOf(flagged, group[0].bins.length))
  }
  return placed
}

const shares = ({ missing }: BinnedColumn): boolean => missing !== null

function flagsOf(columns: readonly BinnedColumn[], rows: number): BinnedColumn {
  const bins = new Uint8Array(rows)
  for (const { missing, flag } of columns) {
    if (missing === null) continue
    for (let row = 0; row < rows; row++) bins[row] |= missing[row] * flag
  }
  const flag = 2 ** columns.length
  return {
    column: -1,
    cuts: new Float32Array(0),
    valueBins: 0,
    bins,
    hasMissing: false,
    missing: null,
    flags: -1,
    flag,
  }
}
