import type { Bars } from './bars.ts'

/** Something wrong with one bar. `row` is 0-based; `column` is the field at fault. */
export interface BarFault {
  row: number
  column: 'ts' | 'session' | 'open' | 'high' | 'low' | 'close' | 'volume'
  message: string
}

/**
 * Looks for bars that can't be right. Errors make every number after them meaningless (times out of order,
 * prices that are not positive, a high below the low); warnings are oddities that real feeds do contain
 * (an open outside the day's range, a missing price, negative volume). In row order.
 */
export function checkBars(bars: Bars): { errors: BarFault[]; warnings: BarFault[] } {
  const errors: BarFault[] = []
  const warnings: BarFault[] = []
  for (let row = 0; row < bars.ts.length; row++) {
    checkOrder(bars, row, errors)
    checkPrices(bars, row, errors, warnings)
    if (bars.volume[row] < 0)
      warnings.push({ row, column: 'volume', message: `negative volume ${bars.volume[row]}` })
  }
  return { errors, warnings }
}

function checkOrder({ ts, session }: Bars, row: number, errors: BarFault[]): void {
  if (row === 0) return
  if (!(ts[row] > ts[row - 1])) {
    const message =
      ts[row] === ts[row - 1] ? 'the same time as the bar before' : 'earlier than the bar before'
    errors.push({ row, column: 'ts', message })
  }
  if (session[row] < session[row - 1]) {
    errors.push({ row, column: 'session', message: 'an earlier session than that of the bar before' })
  }
}

const priceColumns = ['open', 'high', 'low', 'close'] as const

function checkPrices(bars: Bars, row: number, errors: BarFault[], warnings: BarFault[]): void {
  for (const column of priceColumns) {
    const price = bars[column][row]
    if (Number.isNaN(price)) warnings.push({ row, column, message: 'missing' })
    else if (!(price > 0 && Number.isFinite(price))) {
      errors.push({ row, column, message: `expected a positive price, got ${price}` })
    }
  }
  const { open, high, low, close } = {
    open: bars.open[row],
    high: bars.high[row],
    low: bars.low[row],
    close: bars.close[row],
  }
  if (high < low) {
    errors.push({ row, column: 'high', message: `high ${high} below low ${low}` })
    return
  }
  if (high < open || high < close) {
    warnings.push({
      row,
      column: 'high',
      message: `high ${high} below ${high < open ? `open ${open}` : `close ${close}`}`,
    })
  }
  if (low > open || low > close) {
    warnings.push({
      row,
      column: 'low',
      message: `low ${low} above ${low > open ? `open ${open}` : `close ${close}`}`,
    })
  }
}
