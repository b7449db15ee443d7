import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatDay, parseDay } from '../../src/core/bars/day.ts'
import { nextSession } from '../../src/core/calendar/index.ts'
import { Random } from '../../src/core/random.ts'

/** Daily bars that walk at random from 2022 on, or another day, a file for each ticker. @returns the tickers */
export function writeDailyBars(
  folder: string,
  tickers: number,
  sessions: number,
  from = '2022-01-01',
): string[] {
  mkdirSync(folder, { recursive: true })
  return Array.from({ length: tickers }, (_, place) => {
    const ticker = `T${String(place).padStart(4, '0')}`
    const random = new Random(place + 1)
    let close = 20 + 80 * random.nextFraction()
    let day = parseDay(from)
    const lines = Array.from({ length: sessions }, () => {
      day = nextSession(day)
      const open = close * (1 + 0.004 * (random.nextFraction() - 0.5))
      close = open * (1 + 0.03 * (random.nextFraction() - 0.5))
      const high = Math.max(open, close) * (1 + 0.005 * random.nextFraction())
      const low = Math.min(open, close) * (1 - 0.005 * random.nextFraction())
      const prices = [open, high, low, close].map((price) => price.toFixed(4))
      return [formatDay(day), ...prices, Math.round(1e6 * (0.5 + random.nextFraction()))].join(',')
    })
    writeFileSync(join(folder, `${ticker}.csv`), `date,open,high,low,close,volume\n${lines.join('\n')}\n`)
    return ticker
  })
}
