const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const count = `(\\d{1,3}|${words.join('|')})`

const numberOf = (text: string): number => (words.includes(text) ? words.indexOf(text) + 1 : Number(text))

/** How many are asked for: `top 5`, `the 3 highest`, `last ten runs`, `first 5 rows`. A share of rows is none. */
export function countIn(text: string): number | undefined {
  const before = new RegExp(
    `\\b(?:top|best|last|latest|newest|recent|first|highest|worst)\\s*${count}\\b(?!\\s*(?:%|percent|pct|[.,]\\d))`,
  )
  const after = new RegExp(
    `\\b${count}\\s+(?:most\\s+)?(?:best|top|highest|last|latest|newest|recent|worst|rows|runs|backtests|sweeps)\\b`,
  )
  const found = (before.exec(text) ?? after.exec(text))?.[1]
  const value = found === undefined ? undefined : numberOf(found)
  return value === undefined || value === 0 ? undefined : value
}

/** A number that is not a number of something else: not the 3 of `thresholds .55,.60 and 3 splits`. */
const item = '(?:\\d*\\.?\\d+%?)(?![\\w.]|\\s+(?:split|fold|round|hour|day|row|run|trial)s?\\b)'

/** Numbers that stand together: `0.10, 0.15 and 0.20`. */
export function listAfter(text: string, pattern: RegExp): number[] {
  const [, list] =
    new RegExp(`${pattern.source}\\s*(${item}(?:\\s*(?:,|and|&|;|\\s)\\s*${item})*)`).exec(text) ?? []
  return list === undefined ? [] : numbersIn(list)
}

/** A percentage is the share that it is. */
export const numbersIn = (text: string): number[] =>
  (text.match(/\d*\.?\d+%?/g) ?? []).map((said) =>
    said.endsWith('%') ? shareOf(said.slice(0, -1)) : Number(said),
  )

/** Without what binary fractions add. */
export const shareOf = (percent: string): number => Number((Number(percent) / 100).toPrecision(12))

/** Hours of the exchange, comma-separated: `hours 13-15`, `hours 10 and 11`. */
export function hoursIn(text: string): string | undefined {
  return hourSetsIn(text)[0]
}

/** Sets of them: `hours 13;13,14`. */
export function hourSetsIn(text: string): string[] {
  const hour = '\\d{1,2}(?![\\w.]|\\s+(?:split|fold|round|day|row|run|trial)s?\\b)'
  const between = '\\s*(?:-|–|,|;|&|to|until|and|or|\\s)\\s*'
  const [, sets] = new RegExp(`\\bhours?\\s+(${hour}(?:${between}${hour})*)`).exec(text) ?? []
  return (sets ?? '')
    .split(/;|\bor\b/)
    .map((set) => hoursOf(set).join(','))
    .filter((set) => set !== '')
}

function hoursOf(set: string): number[] {
  const [, from, to] = /(\d{1,2})\s*(?:-|–|to|until)\s*(\d{1,2})/.exec(set) ?? []
  const hours =
    from === undefined
      ? numbersIn(set)
      : Array.from({ length: Math.max(0, Number(to) - Number(from) + 1) }, (_, place) => Number(from) + place)
  return hours.filter((hour) => Number.isInteger(hour) && hour <= 23)
}

/** The number beside a word: `4 splits`, `seed 7`, `200 rounds`. */
export function numberBeside(text: string, name: string): number | undefined {
  const [, before, after] =
    new RegExp(`(?:\\b(\\d+)\\s+${name}s?\\b)|(?:\\b${name}s?\\s+(?:of\\s+)?(\\d+)\\b)`).exec(text) ?? []
  const found = before ?? after
  return found === undefined ? undefined : Number(found)
}
