/** What a tool answered, read as far as it is there: a row that lacks a figure says so, rather than another one. */
export type Shown = Readonly<Record<string, unknown>>

export const rowsOf = (value: unknown): Shown[] => (Array.isArray(value) ? value.filter(isShown) : [])

export const isShown = (value: unknown): value is Shown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** A figure with its decimals; what is not known is a dash. */
export const fixed = (value: unknown, digits: number): string =>
  typeof value === 'number' ? value.toFixed(digits) : '–'

/** A fraction as per cent. */
export const percent = (value: unknown): string =>
  typeof value === 'number' ? `${(100 * value).toFixed(1)} %` : '–'

export const many = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`
