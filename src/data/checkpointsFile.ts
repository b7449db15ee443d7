import { z } from 'zod'
import { invalidParam } from '../core/errors.ts'
import type { FeatureCheckpoint } from '../core/matrix/continueFeatures.ts'
import { readCheckpoint, writeCheckpoint } from './checkpointFile.ts'

/** What a build of several tickers leaves behind of one of them. */
export interface TickerCheckpoint {
  ticker: string
  /** Bars that it was built from. */
  bars: number
  /** Null where the ticker gave no row, and so no features to go on with. */
  checkpoint: FeatureCheckpoint | null
}

/** First bytes of the file, eight of them. */
const magic = 'SIGMACPS'

const head = z.array(z.object({ ticker: z.string(), bars: z.int(), bytes: z.int().nullable() }))

/**
 * Writes the checkpoints of several tickers: the magic, the length of a JSON head as a 32-bit number, the head, and then
 * what `writeCheckpoint` makes of each, in the order of the head.
 */
export function writeCheckpoints(tickers: readonly TickerCheckpoint[]): Uint8Array {
  const files = tickers.map(({ checkpoint }) => checkpoint && writeCheckpoint(checkpoint))
  const text = new TextEncoder().encode(
    JSON.stringify(
      tickers.map(({ ticker, bars }, place) => ({
        ticker,
        bars,
        bytes: files[place]?.length ?? null,
      })) satisfies z.infer<typeof head>,
    ),
  )
  let place = magic.length + 4 + text.length
  const bytes = new Uint8Array(place + files.reduce((sum, file) => sum + (file?.length ?? 0), 0))
  bytes.set(new TextEncoder().encode(magic))
  new DataView(bytes.buffer).setUint32(magic.length, text.length, true)
  bytes.set(text, magic.length + 4)
  for (const file of files) {
    if (file === null) continue
    bytes.set(file, place)
    place += file.length
  }
  return bytes
}

/** Reads what `writeCheckpoints` has written; anything else, or a file cut short, is INVALID_PARAM. */
export function readCheckpoints(bytes: Uint8Array): TickerCheckpoint[] {
  const textStart = magic.length + 4
  if (bytes.length < textStart || new TextDecoder().decode(bytes.subarray(0, magic.length)) !== magic)
    throw broken('it does not begin as one')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(magic.length, true)
  let place = textStart + length
  return headOf(bytes.subarray(textStart, place)).map(({ ticker, bars, bytes: size }) => {
    if (size === null) return { ticker, bars, checkpoint: null }
    if (place + size > bytes.length) throw broken('it is cut short')
    const checkpoint = readCheckpoint(bytes.subarray(place, place + size))
    place += size
    return { ticker, bars, checkpoint }
  })
}

function headOf(text: Uint8Array): z.infer<typeof head> {
  try {
    return head.parse(JSON.parse(new TextDecoder().decode(text)))
  } catch {
    throw broken('its head can not be read')
  }
}

function broken(why: string): Error {
  return invalidParam([{ field: 'checkpoint', issue: `expected the checkpoints of several tickers: ${why}` }])
}
