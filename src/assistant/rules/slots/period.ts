export interface Period {
  start?: string
  end?: string
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** By its name or the first letters of it: `of decisions` is of no December. */
const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|' +
  'nov(?:ember)?|dec(?:ember)?)'
const dated = '\\d{4}-\\d{2}-\\d{2}|(?:19|20)\\d{2}'
const moment = `(${month}(?:\\s+\\d{4})?|${dated})`

/** The period that a text names, by days; `now` is what `this month` and `june` are reckoned from. */
export function periodIn(text: string, now: Date): Period {
  const between = new RegExp(
    `\\b(?:from|between)\\s+${moment}\\s+(?:to|until|till|and|-)\\s+${moment}\\b`,
  ).exec(text)
  if (between) return { start: firstDay(between[1], now), end: lastDay(between[2], now) }
  const bare = new RegExp(`\\b(${dated})\\s*(?:-|–|to|until|till)\\s*(${dated})\\b`).exec(text)
  if (bare) return { start: firstDay(bare[1], now), end: lastDay(bare[2], now) }
  const since = new RegExp(`\\b(?:since|from)\\s+${moment}\\b`).exec(text)
  if (since) return { start: firstDay(since[1], now) }
  const after = new RegExp(`\\bafter\\s+${moment}\\b`).exec(text)
  if (after) return { start: beside(lastDay(after[1], now), 1) }
  const until = new RegExp(`\\b(?:until|till)\\s+${moment}\\b`).exec(text)
  if (until) return { end: lastDay(until[1], now) }
  const before = new RegExp(`\\bbefore\\s+${moment}\\b`).exec(text)
  if (before) return { end: beside(firstDay(before[1], now), -1) }
  const within = new RegExp(`\\b(?:in|for|of|during)\\s+${moment}\\b`).exec(text)
  if (within) return { start: firstDay(within[1], now), end: lastDay(within[1], now) }
  return relative(text, now)
}

function relative(text: string, now: Date): Period {
  const [, which, unit] = /\b(this|last)\s+(week|month|year)\b/.exec(text) ?? []
  if (which === undefined) {
    if (/\btoday\b/.test(text)) return { start: day(now) }
    if (/\byesterday\b/.test(text)) return { start: day(shifted(now, -1)), end: day(shifted(now, -1)) }
    return {}
  }
  const begin = {
    week: monday(now),
    month: at(now, 0, 1),
    year: new Date(Date.UTC(now.getUTCFullYear(), 0, 1)),
  }[unit]
  if (begin === undefined) return {}
  if (which === 'this') return { start: day(begin) }
  const before = {
    week: shifted(begin, -7),
    month: at(begin, -1, 1),
    year: new Date(Date.UTC(begin.getUTCFullYear() - 1, 0, 1)),
  }[unit]
  return { start: day(before ?? begin), end: day(shifted(begin, -1)) }
}

function firstDay(text: string, now: Date): string {
  if (/^\d{4}-/.test(text)) return text
  if (/^\d{4}$/.test(text)) return `${text}-01-01`
  return day(monthOf(text, now))
}

function lastDay(text: string, now: Date): string {
  if (/^\d{4}-/.test(text)) return text
  if (/^\d{4}$/.test(text)) return `${text}-12-31`
  return day(shifted(at(monthOf(text, now), 1, 1), -1))
}

/** The first day of a month; without its year the last one that has begun. */
function monthOf(text: string, now: Date): Date {
  const [name, year] = text.split(/\s+/)
  const place = months.indexOf(name.slice(0, 3))
  if (year !== undefined) return new Date(Date.UTC(Number(year), place, 1))
  const thisYear = new Date(Date.UTC(now.getUTCFullYear(), place, 1))
  return thisYear > now ? new Date(Date.UTC(now.getUTCFullYear() - 1, place, 1)) : thisYear
}

const day = (time: Date): string => time.toISOString().slice(0, 10)
const shifted = (time: Date, days: number): Date => new Date(time.getTime() + days * 86_400_000)
/** The day so many days from one; one that there is not is left to the check of the request. */
function beside(date: string, days: number): string {
  const time = new Date(date)
  return Number.isNaN(time.getTime()) ? date : day(shifted(time, days))
}
const at = (time: Date, more: number, date: number): Date =>
  new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + more, date))
const monday = (time: Date): Date => shifted(time, -((time.getUTCDay() + 6) % 7))
