import type { CustomTypesConfig } from 'pg'
import pg from 'pg'

/** The numbers that PostgreSQL gives its types (pg_type.dat). */
const OID = {
  bool: 16,
  int8: 20,
  json: 114,
  date: 1082,
  timestamptz: 1184,
  numeric: 1700,
  jsonb: 3802,
} as const

type Parse = (text: string) => unknown

const PARSERS = new Map<number, Parse>([
  // As SQLite has them: the repositories read one kind of row.
  [OID.bool, (text) => (text === 't' ? 1 : 0)],
  [OID.json, (text) => text],
  [OID.jsonb, (text) => text],
  [OID.date, (text) => text],
  [OID.timestamptz, isoTime],
  [OID.int8, wholeNumber],
  [OID.numeric, Number],
])

/** Makes the values of PostgreSQL those of SQLite: flags 0 and 1, documents text, times ISO 8601 in UTC. */
export const typeParsers: CustomTypesConfig = {
  getTypeParser(oid, format) {
    const parser = format === 'binary' ? undefined : PARSERS.get(oid)
    return parser ?? pg.types.getTypeParser(oid, format)
  },
}

/** The session is in UTC and tells times in the ISO style: `2024-01-02 03:04:05.678+00`. */
function isoTime(text: string): string {
  return new Date(text.replace(' ', 'T').replace('+00', 'Z')).toISOString()
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`Expected a whole number up to 2^53 in the database, got ${text}`)
}
