// How figures are shown to people. Programs get them whole, by --json or --csv.

import { byteSizeText } from '../../contract/byteSize.ts'
import { thousands } from '../../core/thousands.ts'

const absent = '-'

/** A number with so many decimals; a missing one is a dash. */
export function fixed(decimals: number): (value: unknown) => string {
  return (value) => (isNumber(value) ? minus(value.toFixed(decimals)) : absent)
}

/** A number with three decimals, or with three digits where it is too small to show in them. */
export function figure(value: unknown): string {
  const isSmall = isNumber(value) && value !== 0 && Math.abs(value) < 0.01
  return isSmall ? value.toPrecision(3) : fixed(3)(value)
}

/** A fraction as a percentage with one decimal. */
export function percent(value: unknown): string {
  return isNumber(value) ? `${minus((100 * value).toFixed(1))} %` : absent
}

/** A whole number with commas between thousands. */
export function count(value: unknown): string {
  return isNumber(value) ? thousands(Math.round(value)) : absent
}

/** A number of bytes as "812 B", "4.1 kB" or "2.3 MB". */
export function bytes(value: unknown): string {
  if (!isNumber(value)) return absent
  return byteSizeText(value)
}

/** How many files, and how much they are: "3 files (4.1 kB)". */
export function tally({ files, bytes: size }: { files: number; bytes: number }): string {
  return `${plural(files, 'file')} (${bytes(size)})`
}

/** Milliseconds as "240 ms", "1.3 s" or "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Seconds to come, no finer than they can be known: "12 s", "5 min", "2 h 10 min". */
export function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** The date of a time stamp. */
export function day(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 10) : absent
}

/** A count with its noun: "1 fold", "5 folds". */
export function plural(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

/** Text broken at blanks into lines of at most `width`; those after the first are indented as told. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || longer.length + (lines.length > 0 ? indent.length : 0) <= width) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line].join(`\n${indent}`)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** "-0.00" reads as a loss that is none. */
function minus(text: string): string {
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text
}
