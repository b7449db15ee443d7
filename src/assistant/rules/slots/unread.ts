import { shareOf } from './numbers.ts'

/** A number by itself: not one in a name, a date or a span. */
const number = /(?<![\w.-])(\d*\.?\d+)(%?)(?![\w-]|\.\d)/g

/**
 * Numbers that a question says and its request does not: a setting was meant by them that the rules do not know, and a
 * command without it is another one than was asked for.
 */
export function unreadIn(text: string, payload: Readonly<Record<string, unknown>>): string[] {
  const said = new Set((JSON.stringify(payload).match(/\d*\.?\d+/g) ?? []).map(Number))
  const isOfPeriod = (value: number): boolean =>
    ('start' in payload || 'end' in payload) && value > 1900 && value < 2100
  return [...text.matchAll(number)]
    .filter(([, digits]) => {
      const value = Number(digits)
      return !(said.has(value) || said.has(shareOf(digits)) || isOfPeriod(value))
    })
    .map(([written]) => written)
}
