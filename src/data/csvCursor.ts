import type { Buffer } from 'node:buffer'
import { divideWide, exactPowers } from './decimal.ts'

const quote = 34
const lineFeed = 10
const carriageReturn = 13
const space = 32
const tab = 9
const minus = 45
const point = 46
const zero = 48
const nine = 57

/**
 * Walks over the cells of a CSV file without copying them: `nextRow`, then `nextCell` until it says false.
 * The cell's bytes are `start` to `end - 1`, blanks around them left out.
 */
export class CsvCursor {
  readonly bytes: Buffer
  readonly #delimiter: number
  #at: number
  #nextLine = 1
  #rowDone = true
  /** Line of the current row, from 1. */
  line = 0
  start = 0
  end = 0
  /** Whether the cell was written in quotes; its text is then `text()`, not the bytes. */
  quoted = false

  constructor(bytes: Buffer, from?: { at: number; line: number; delimiter: number }) {
    this.bytes = bytes
    this.#at = from?.at ?? (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)
    this.#nextLine = from?.line ?? 1
    this.#delimiter = from?.delimiter ?? guessDelimiter(bytes, this.#at)
  }

  /** A second cursor that starts where this one stands. */
  fork(): CsvCursor {
    return new CsvCursor(this.bytes, { at: this.#at, line: this.#nextLine, delimiter: this.#delimiter })
  }

  looksLikeUtf16(): boolean {
    return (
      (this.bytes[0] === 0xff && this.bytes[1] === 0xfe) || (this.bytes[0] === 0xfe && this.bytes[1] === 0xff)
    )
  }

  /** Upper bound of the rows to come. */
  linesLeft(): number {
    let count = 1
    for (let at = this.bytes.indexOf(lineFeed, this.#at); at >= 0; at = this.bytes.indexOf(lineFeed, at + 1))
      count++
    return count
  }

  /** Steps to the next line that isn't blank; false at the end. */
  nextRow(): boolean {
    const { bytes } = this
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at]
      if (byte === lineFeed) this.#nextLine++
      else if (byte !== carriageReturn) {
        this.line = this.#nextLine
        this.#rowDone = false
        return true
      }
      this.#at++
    }
    return false
  }

  /**
   * Reads cells into row `row` of consecutive columns, from column `from` on, as long as there is a column to take them
   * and they are plain decimals of at most 19 digits: most cells of a matrix are, and reading them while looking for
   * their end, many in one go, is three times as fast. Returns the first column that was not read.
   */
  readPlainNumbers(columns: readonly (Float64Array | null)[], from: number, row: number): number {
    const { bytes } = this
    const delimiter = this.#delimiter
    let column = from
    let start = this.#at
    for (; column < columns.length && !this.#rowDone; column++) {
      const values = columns[column]
      if (values === null) break
      let at = start
      let byte = bytes[at]
      const negative = byte === minus
      if (negative) byte = bytes[++at]
      const first = at
      let high = 0
      while (byte >= zero && byte <= nine) {
        high = high * 10 + (byte - zero)
        byte = bytes[++at]
      }
      const whole = at - first
      let low = 0
      let lowDigits = 0
      let fraction = 0
      if (byte === point) {
        byte = bytes[++at]
        const fractionAt = at
        if (high === 0) while (byte === zero) byte = bytes[++at]
        // Of 0.00123 the zeros take no room: 15 digits from the first other one fit exactly into a double.
        const lowAt = at + 15 - (high === 0 ? 0 : whole)
        while (byte >= zero && byte <= nine && at < lowAt) {
          high = high * 10 + (byte - zero)
          byte = bytes[++at]
        }
        while (byte >= zero && byte <= nine) {
          low = low * 10 + (byte - zero)
          byte = bytes[++at]
        }
        lowDigits = Math.max(0, at - lowAt)
        fraction = at - fractionAt
      }
      if (whole > 15 || whole + fraction === 0 || lowDigits > 4 || fraction > 22) break
      if (byte === carriageReturn && bytes[at + 1] === lineFeed) byte = bytes[++at]
      if (byte !== delimiter && byte !== lineFeed) break
      const magnitude =
        lowDigits === 0 ? high / exactPowers[fraction] : divideWide(high, low, lowDigits, fraction)
      if (magnitude === undefined) break
      values[row] = negative ? -magnitude : magnitude
      this.#rowDone = byte === lineFeed
      start = at + 1
    }
    if (this.#rowDone && start > this.#at) this.#nextLine++
    this.#at = start
    return column
  }

  /** Steps over the cells that are left in the row, and says how many there were. */
  skipRow(): number {
    if (this.#rowDone) return 0
    const { bytes } = this
    const delimiter = this.#delimiter
    let cells = 1
    for (let at = this.#at; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === delimiter) cells++
      else if (byte === quote) return this.#countCells()
      else if (byte === lineFeed) {
        this.#nextLine++
        this.#rowDone = true
        this.#at = at + 1
        return cells
      }
    }
    this.#rowDone = true
    this.#at = bytes.length
    return cells
  }

  #countCells(): number {
    let cells = 0
    while (this.nextCell()) cells++
    return cells
  }

  /** Steps to the next cell of the row; false behind the last one. */
  nextCell(): boolean {
    if (this.#rowDone) return false
    const { bytes } = this
    const length = bytes.length
    let at = this.#at
    while (bytes[at] === space || (bytes[at] === tab && this.#delimiter !== tab)) at++
    this.quoted = bytes[at] === quote
    this.start = at
    if (this.quoted) at = this.#closingQuote(at + 1)
    const delimiter = this.#delimiter
    let byte = bytes[at]
    while (at < length && byte !== delimiter && byte !== lineFeed) byte = bytes[++at]
    let end = at
    while (end > this.start && isTrailingBlank(bytes[end - 1])) end--
    this.end = end
    this.#rowDone = at >= length || byte === lineFeed
    if (byte === lineFeed) this.#nextLine++
    this.#at = at + 1
    return true
  }

  isBlank(): boolean {
    return this.start === this.end || (this.quoted && this.text().trim() === '')
  }

  /** The cell as text, without its quotes. */
  text(): string {
    const raw = this.bytes.toString('utf8', this.start, this.end)
    if (!this.quoted) return raw
    const closed = raw.endsWith('"') && raw.length > 1 ? raw.slice(1, -1) : raw.slice(1)
    return closed.replaceAll('""', '"')
  }

  /** The texts of the cells that are left in the row. */
  restOfRow(): string[] {
    const cells: string[] = []
    while (this.nextCell()) cells.push(this.text())
    return cells
  }

  /** Position behind the quote that closes a cell; a doubled quote stands for one, line ends may lie inside. */
  #closingQuote(from: number): number {
    const { bytes } = this
    let at = from
    while (at < bytes.length) {
      if (bytes[at] === lineFeed) this.#nextLine++
      if (bytes[at] === quote) {
        if (bytes[at + 1] !== quote) return at + 1
        at++
      }
      at++
    }
    return at
  }
}

function isTrailingBlank(byte: number): boolean {
  return byte === space || byte === carriageReturn || byte === tab
}

/** The one of comma, semicolon and tab that stands most often in the header line; the comma on a tie. */
function guessDelimiter(bytes: Buffer, start: number): number {
  const lineEnd = bytes.indexOf(lineFeed, start)
  const header = bytes.subarray(start, lineEnd < 0 ? bytes.length : lineEnd)
  const candidates = [44, 59, tab].map((delimiter) => ({
    delimiter,
    count: header.reduce((sum, byte) => sum + (byte === delimiter ? 1 : 0), 0),
  }))
  return candidates.reduce((best, candidate) => (candidate.count > best.count ? candidate : best)).delimiter
}
