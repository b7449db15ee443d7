import { fromJsonText, type JsonValue } from './json.ts'

/** A stored verdict. Whatever else the gate said (details, limits not applied) is kept beside. */
export interface StoredGate {
  pass: boolean
  reasons: string[]
  [name: string]: JsonValue
}

export interface NewGate {
  pass: boolean
  reasons: readonly string[]
}

export function toGate(text: string | null): StoredGate | null {
  if (text === null) return null
  const { pass, reasons, ...rest } = fromJsonText(text)
  if (typeof pass === 'boolean' && Array.isArray(reasons))
    return { ...rest, pass, reasons: reasons.map(String) }
  throw new TypeError(`Expected a gate with pass and reasons in the database, got ${text.slice(0, 60)}`)
}
