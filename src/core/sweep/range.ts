import type { Random } from '../random.ts'

/** A range that values are drawn from, both ends among them. */
export interface Range {
  min: number
  max: number
  /** Drawn evenly by its logarithm; `min` is above 0 then. */
  log?: boolean
  /** Whole numbers alone. */
  int?: boolean
}

/** Digits of a value that is drawn: more tell no fits apart, and make settings hard to read. */
const digits = 4

/** A value of a range, each equally likely; of a logarithmic one each order of magnitude is. Takes one number. */
export function drawFrom({ min, max, log, int }: Range, random: Random): number {
  const part = random.nextFraction()
  // Half a step more at both ends, so that these are drawn as often as what lies between.
  const [least, most] = int ? [min - 0.5, max + 0.5] : [min, max]
  const value = log ? least * (most / least) ** part : least + (most - least) * part
  const rounded = int ? Math.round(value) : Number(value.toPrecision(digits))
  return Math.min(max, Math.max(min, rounded))
}
