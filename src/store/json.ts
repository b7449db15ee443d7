/** What a JSON column can hold, once read back. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

export interface JsonObject {
  [name: string]: JsonValue
}

/** The text of a JSON column. `undefined` stays undefined, which leaves the column as it is. */
export function toJsonText(document: object): string
export function toJsonText(document: object | null | undefined): string | null | undefined
export function toJsonText(document: object | null | undefined): string | null | undefined {
  return document ? JSON.stringify(document) : document
}

/** The object in a JSON column. Anything else there was not written by Sigma, which is a bug or a foreign hand. */
export function fromJsonText(text: string): JsonObject {
  const value: JsonValue = JSON.parse(text)
  if (isJsonObject(value)) return value
  throw new TypeError(`Expected a JSON object in the database, got ${text.slice(0, 60)}`)
}

/** The object in a JSON column that may be empty. */
export function fromOptionalJsonText(text: string | null): JsonObject | null {
  return text === null ? null : fromJsonText(text)
}

/** The names in a JSON column that holds an array of strings. */
export function namesFromJsonText(text: string): string[] {
  const value: JsonValue = JSON.parse(text)
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value
  throw new TypeError(`Expected a JSON array of strings in the database, got ${text.slice(0, 60)}`)
}

/** The objects in a JSON column that holds an array of them. */
export function objectsFromJsonText(text: string): JsonObject[] {
  const value: JsonValue = JSON.parse(text)
  if (Array.isArray(value) && value.every(isJsonObject)) return value
  throw new TypeError(`Expected a JSON array of objects in the database, got ${text.slice(0, 60)}`)
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
