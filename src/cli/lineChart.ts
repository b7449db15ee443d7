/**
 * A line chart in braille signs: 2 columns and 4 rows of dots per sign, the largest and smallest value at the left.
 * Missing values (null) leave a gap; series longer than the dots are thinned to their last value per column,
 * so that the right end is the last value itself.
 * Source of the dot pattern: Unicode 15, block Braille Patterns (U+2800).
 */
export function lineChart(
  values: readonly (number | null)[],
  { width, height }: { width: number; height: number },
): string[] {
  const finite = values.filter((value) => value !== null)
  if (finite.length === 0) return []
  const low = finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = finite.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  if (high === low && height > 1) return lineChart(values, { width, height: 1 })
  const labels = [shortNumber(high), shortNumber(low)]
  const margin = Math.max(...labels.map((label) => label.length))
  const columns = thinned(values, Math.max(1, width - margin - 2) * 2)
  const dots = drawn(columns, { low, high, rows: height * 4 })
  return Array.from({ length: height }, (_, row) => {
    const label = row === 0 ? labels[0] : row === height - 1 ? labels[1] : ''
    return `${label.padStart(margin)} ┤${signs(dots, row)}`.trimEnd()
  })
}

/** The dots of each column, as row numbers from the top; a column is joined to the one before it. */
function drawn(
  columns: readonly (number | null)[],
  scale: { low: number; high: number; rows: number },
): Set<number>[] {
  const rowOf = (value: number): number => {
    const share = scale.high === scale.low ? 0.5 : (scale.high - value) / (scale.high - scale.low)
    return Math.round(share * (scale.rows - 1))
  }
  let before: number | undefined
  return columns.map((value) => {
    if (value === null) {
      before = undefined
      return new Set<number>()
    }
    const row = rowOf(value)
    const from = before === undefined ? row : before < row ? before + 1 : before > row ? before - 1 : row
    before = row
    const [top, bottom] = from < row ? [from, row] : [row, from]
    return new Set(Array.from({ length: bottom - top + 1 }, (_, i) => top + i))
  })
}

/** The bit of each dot in a braille sign, by column and row. */
const dotBits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
]

function signs(dots: readonly Set<number>[], row: number): string {
  let line = ''
  for (let left = 0; left < dots.length; left += 2) {
    let code = 0x2800
    dotBits.forEach((bits, side) => {
      bits.forEach((bit, inner) => {
        if (dots[left + side]?.has(row * 4 + inner)) code |= bit
      })
    })
    line += code === 0x2800 ? ' ' : String.fromCodePoint(code)
  }
  return line
}

/** At most `count` values, evenly spaced, ending with the last one. */
function thinned(values: readonly (number | null)[], count: number): (number | null)[] {
  if (values.length <= count) return [...values]
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 1) * values.length) / count) - 1])
}

/** A number in few characters: four significant digits, no exponent between a thousandth and a billion. */
export function shortNumber(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(2)
  return String(Number(size >= 1000 ? value.toFixed(0) : value.toPrecision(4)))
}
