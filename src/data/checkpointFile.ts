import { z } from 'zod'
import { invalidParam } from '../core/errors.ts'
import type { Recursion } from '../core/indicators/history.ts'
import type { FeatureCheckpoint } from '../core/matrix/continueFeatures.ts'

/** First bytes of the file, eight of them. */
const magic = 'SIGMACP1'

const recursionHead = z.object({ key: z.string(), state: z.int(), tails: z.array(z.int()) })
const head = z.object({
  at: z.int(),
  missing: z.array(z.tuple([z.string(), z.int()])),
  bars: z.array(recursionHead),
  sessions: z.array(recursionHead),
})

/**
 * Writes a checkpoint: the magic, the length of a JSON head as a 32-bit number, the head, and then every state and tail
 * as little-endian doubles, in the order of the head. Numbers come back bit by bit.
 */
export function writeCheckpoint({ at, recursions, sessions, missing }: FeatureCheckpoint): Uint8Array {
  const all = [...recursions.values(), ...sessions.values()].flatMap(({ state, tails }) => [state, ...tails])
  const text = new TextEncoder().encode(
    JSON.stringify({
      at,
      missing: [...missing],
      bars: headsOf(recursions),
      sessions: headsOf(sessions),
    } satisfies z.infer<typeof head>),
  )
  const start = magic.length + 4 + text.length
  const bytes = new Uint8Array(start + 8 * all.reduce((sum, numbers) => sum + numbers.length, 0))
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(magic))
  view.setUint32(magic.length, text.length, true)
  bytes.set(text, magic.length + 4)
  let place = start
  for (const numbers of all) {
    for (const value of numbers) {
      view.setFloat64(place, value, true)
      place += 8
    }
  }
  return bytes
}

function headsOf(recursions: ReadonlyMap<string, Recursion>): z.infer<typeof recursionHead>[] {
  return [...recursions].map(([key, { state, tails }]) => ({
    key,
    state: state.length,
    tails: tails.map((tail) => tail.length),
  }))
}

/** Reads what `writeCheckpoint` has written; anything else, or a file cut short, is INVALID_PARAM. */
export function readCheckpoint(bytes: Uint8Array): FeatureCheckpoint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < magic.length + 4 || new TextDecoder().decode(bytes.subarray(0, magic.length)) !== magic)
    throw broken('it does not begin as one')
  const textStart = magic.length + 4
  let place = textStart + view.getUint32(magic.length, true)
  const parsed = head.safeParse(parseJson(new TextDecoder().decode(bytes.subarray(textStart, place))))
  if (!parsed.success) throw broken('its head can not be read')
  const numbers = (count: number): Float64Array => {
    if (place + 8 * count > bytes.length) throw broken('it is cut short')
    const values = new Float64Array(count)
    for (let i = 0; i < count; i++, place += 8) values[i] = view.getFloat64(place, true)
    return values
  }
  const recursions = (heads: z.infer<typeof recursionHead>[]): Map<string, Recursion> =>
    new Map(
      heads.map(({ key, state, tails }) => [key, { state: [...numbers(state)], tails: tails.map(numbers) }]),
    )
  const { at, missing, bars, sessions } = parsed.data
  return { at, missing: new Map(missing), recursions: recursions(bars), sessions: recursions(sessions) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // which the schema refuses
  }
}

function broken(why: string): Error {
  return invalidParam([{ field: 'checkpoint', issue: `expected a checkpoint of a build: ${why}` }])
}
