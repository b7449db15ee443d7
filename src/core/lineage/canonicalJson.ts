import { sha256 } from './sha256.ts'

/**
 * JSON that is the same text for equal values: keys sorted by code unit, no spaces, -0 written as 0.
 * A property whose value is undefined counts as absent. NaN, infinities and anything that JSON has no form
 * for throw a TypeError: they would otherwise become null in silence and make different things equal.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$')
}

/** SHA-256 of the canonical JSON of a value, in UTF-8. */
export function sha256OfJson(value: unknown): string {
  return sha256(new TextEncoder().encode(canonicalJson(value)))
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`Expected a finite number at ${path}, got ${value}`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(',')}]`
  if (typeof value === 'object' && isPlain(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${write(member, `${path}.${key}`)}`)
    return `{${members.join(',')}}`
  }
  throw new TypeError(`Expected a JSON value at ${path}, got ${describe(value)}`)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value
}
