import { thousands } from '../core/thousands.ts'
// How figures are written in reports. The JSON form of a report has them whole.

/** What stands where a figure is not known. */
export const unknown = 'not known'

type Figure = number | null | undefined

export const two = (value: Figure): string => fixed(value, 2)

export function fixed(value: Figure, digits: number): string {
  return isNumber(value) ? withoutMinusZero(value.toFixed(digits)) : unknown
}

/** A fraction as a percentage with one decimal, or as many as asked for. */
export function percent(value: Figure, digits = 1): string {
  return isNumber(value) ? `${withoutMinusZero((100 * value).toFixed(digits))} %` : unknown
}

/** A whole number with commas between thousands. */
export function count(value: Figure): string {
  return isNumber(value) ? thousands(Math.round(value)) : unknown
}

/** A count with its noun: "1 fold", "5 folds". */
export function plural(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

/** Milliseconds as "240 ms" or "1.3 s". */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

/** The date of a time stamp. */
export function day(time: string | null | undefined): string {
  return time ? time.slice(0, 10) : unknown
}

/** Text broken at blanks into lines of at most `width`: pictures break none by themselves. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function isNumber(value: Figure): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function withoutMinusZero(text: string): string {
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text
}
