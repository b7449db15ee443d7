import { Buffer } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { readAt } from './readAt.ts'

/** A file in an archive, as the archive's directory has it. Sizes are in bytes, and no more than what it claims. */
export interface ZipEntry {
  name: string
  method: 'stored' | 'deflated'
  compressed: number
  size: number
  /** Where its header begins in the archive. */
  at: number
}

/** Why an archive is not read, in words that go behind "it". */
export class UnreadableZip extends Error {}

const endMark = 0x06054b50
const entryMark = 0x02014b50
const headerMark = 0x04034b50
const [endLength, entryLength, headerLength] = [22, 46, 30]
/** A comment may stand behind the end, with a length of two bytes. */
const longestComment = 0xffff

/** What the directory of an archive may take, and all that it says is in it, in bytes. */
const mostDirectory = 4 * 2 ** 20
const mostUnpacked = 200_000_000

/**
 * The files of an archive, of which nothing but its directory is read.
 *
 * @throws UnreadableZip for what is no archive, is encrypted, or claims to unpack to more than `mostUnpacked`
 */
export async function zipEntries(handle: FileHandle, size: number): Promise<ZipEntry[]> {
  const longestEnd = Math.min(size, endLength + longestComment)
  const tail = await readAt(handle, size - longestEnd, longestEnd)
  const end = endOf(tail)
  if (end === undefined) throw new UnreadableZip('is no archive, or only the beginning of one')
  const [count, length, at] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ]
  // Where a number does not fit, all bits are set, and the archive is of the kind for more than four gigabytes.
  if (count === 0xffff || at === 0xffffffff || length > mostDirectory) throw tooLarge()
  const entries = entriesOf(await readAt(handle, at, length), count)
  if (entries.reduce((sum, entry) => sum + entry.size, 0) > mostUnpacked) throw tooLarge()
  return entries
}

/** What a file of an archive holds, piece by piece: as much of it as is asked for is unpacked, whatever it claims. */
export async function* unpacked(
  handle: FileHandle,
  { method, compressed, at }: ZipEntry,
): AsyncGenerator<Buffer> {
  if (compressed === 0) return
  const header = await readAt(handle, at, headerLength)
  if (header.length < headerLength || header.readUInt32LE(0) !== headerMark) throw damaged()
  const start = at + headerLength + header.readUInt16LE(26) + header.readUInt16LE(28)
  const packed = Readable.from(piecesOf(handle, start, compressed))
  const plain = method === 'deflated' ? packed.pipe(createInflateRaw()) : packed
  packed.on('error', (error) => plain.destroy(error))
  try {
    for await (const piece of plain) yield piece
  } catch (error) {
    // zlib has codes of its own for what it can't unpack.
    throw error instanceof Error && 'code' in error ? damaged() : error
  } finally {
    packed.destroy()
    plain.destroy()
  }
}

const pieceLength = 64 * 2 ** 10

/** A stream of the file itself would close it. */
async function* piecesOf(handle: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += pieceLength) {
    const piece = await readAt(handle, start + at, Math.min(pieceLength, length - at))
    if (piece.length === 0) return
    yield piece
  }
}

/** An archive of files as they are, none of them packed. */
export function zipOf(files: readonly { name: string; bytes: Buffer }[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, bytes } of files) {
    const nameBytes = Buffer.from(name)
    // What header and entry of the directory have in common: version, flags, method, time, date, hash, sizes, name.
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(0x0800, 2)
    facts.writeUInt16LE(0x21, 8)
    facts.writeUInt32LE(crc32(bytes), 10)
    facts.writeUInt32LE(bytes.length, 14)
    facts.writeUInt32LE(bytes.length, 18)
    facts.writeUInt16LE(nameBytes.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    const header = [mark(headerMark), facts, nameBytes, bytes]
    directory.push(mark(entryMark), Buffer.from([20, 0]), facts, place, nameBytes)
    parts.push(...header)
    at += header.reduce((sum, part) => sum + part.length, 0)
  }
  const end = Buffer.alloc(endLength)
  end.writeUInt32LE(endMark, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    12,
  )
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, ...directory, end])
}

function mark(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}

/** The end's place: the last one behind which there is room for the comment that it tells of, and for nothing else. */
function endOf(tail: Buffer): number | undefined {
  for (let at = tail.length - endLength; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endMark) continue
    if (at + endLength + tail.readUInt16LE(at + 20) === tail.length) return at
  }
  return undefined
}

function entriesOf(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + entryLength > directory.length || directory.readUInt32LE(at) !== entryMark) throw damaged()
    const [flags, method] = [directory.readUInt16LE(at + 8), directory.readUInt16LE(at + 10)]
    if ((flags & 1) === 1) throw new UnreadableZip('is protected by a password')
    if (method !== 0 && method !== 8) throw new UnreadableZip('is packed in a way that is not known here')
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + entryLength, at + entryLength + nameLength),
      method: method === 0 ? 'stored' : 'deflated',
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    })
    at += entryLength + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

const damaged = (): UnreadableZip => new UnreadableZip('is damaged')
const tooLarge = (): UnreadableZip => new UnreadableZip(`unpacks to more than ${mostUnpacked / 1_000_000} MB`)
