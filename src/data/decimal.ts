/**
 * Reads decimal numbers straight from bytes, correctly rounded, so that every double written in its shortest form is
 * read back bit by bit. Numbers of up to 19 digits, the ones that files hold, need no string.
 * Method: exact integers times or over exact powers of ten (Clinger, How to read floating point numbers accurately,
 * 1990), widened from 15 to 19 digits by error-free products (Dekker, A floating-point technique for extending the
 * available precision, 1971).
 */

const zero = 48
const point = 46
const minus = 45
const plus = 43

/** 10^22 is the largest power of ten that a double holds exactly. */
export const exactPowers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/** The number in bytes `start` to `end - 1` (no blanks around it), or undefined when they are no finite decimal number. */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start
  const sign = bytes[at]
  if (sign === minus || sign === plus) at++
  let high = 0
  let low = 0
  let digits = 0
  let lowDigits = 0
  let fraction = 0
  let seenPoint = false
  let seenDigit = false
  for (; at < end; at++) {
    const digit = bytes[at] - zero
    if (digit >= 0 && digit <= 9) {
      seenDigit = true
      if (digits < 15) {
        high = high * 10 + digit
        if (high > 0) digits++
      } else {
        low = low * 10 + digit
        lowDigits++
      }
      if (seenPoint) fraction++
    } else if (bytes[at] === point && !seenPoint) seenPoint = true
    else break
  }
  if (!seenDigit) return undefined
  if (at < end || lowDigits > 4) return parseText(bytes, start, end)
  const magnitude = lowDigits === 0 ? scaleExact(high, fraction) : divideWide(high, low, lowDigits, fraction)
  if (magnitude === undefined) return parseText(bytes, start, end)
  return sign === minus ? -magnitude : magnitude
}

function scaleExact(value: number, fraction: number): number | undefined {
  return fraction <= 22 ? value / exactPowers[fraction] : undefined
}

/**
 * (high · 10^lowDigits + low) / 10^fraction, for whole numbers below 2^53, `low` of at most `lowDigits` digits; undefined
 * when it lies too near to the middle of two doubles.
 */
export function divideWide(
  high: number,
  low: number,
  lowDigits: number,
  fraction: number,
): number | undefined {
  if (fraction > 22) return undefined
  const scale = exactPowers[lowDigits]
  const product = high * scale
  const productError = twoProductError(high, scale, product)
  const numerator = product + low
  const numeratorError = productError + (low - (numerator - product))
  const divisor = exactPowers[fraction]
  const quotient = numerator / divisor
  const back = quotient * divisor
  const correction = (numerator - back - twoProductError(quotient, divisor, back) + numeratorError) / divisor
  const below = quotient + correction * (1 - 1e-12)
  const above = quotient + correction * (1 + 1e-12)
  return below === above ? below : undefined
}

/** a · b - product, exactly, by Veltkamp's splitting into halves of 26 bits. */
function twoProductError(a: number, b: number, product: number): number {
  const splitter = 134217729
  const aScaled = splitter * a
  const aHigh = aScaled - (aScaled - a)
  const aLow = a - aHigh
  const bScaled = splitter * b
  const bHigh = bScaled - (bScaled - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

/** More characters than the longest exact decimal form of a double has; whatever is longer is no number. */
const longestNumber = 1100

/** The slow road, for exponents and very long numbers. */
function parseText(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > longestNumber) return undefined
  const text = String.fromCharCode(...bytes.subarray(start, end))
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}
