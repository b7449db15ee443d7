import { InvalidArgumentError } from 'commander'
import { number } from './globals.ts'

/** Comma-separated names, for an option. */
export function names(text: string): string[] {
  const found = text.split(',').map((name) => name.trim())
  if (found.includes('')) throw new InvalidArgumentError(`expected names separated by commas, got "${text}"`)
  return found
}

/** Comma-separated numbers, for an option. */
export function numbers(text: string): number[] {
  return text.split(',').map((part) => number(part.trim()))
}

/** Sets of numbers: separated by semicolons, or the option repeated. */
export function numberSets(text: string, earlier: number[][] = []): number[][] {
  return [...earlier, ...text.split(';').map(numbers)]
}
