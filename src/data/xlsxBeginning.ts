import { Buffer } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { UnreadableZip, unpacked, type ZipEntry, zipEntries, zipOf } from './zipArchive.ts'

// The library that reads spreadsheets unpacks all of a file and reads every row of it, whatever that comes to. It is
// given a file with the first rows alone.

/** The parts of a spreadsheet that say what its cells are; pictures, charts, caches and the like are left out. */
const wanted = /^\/?xl\/(?:_rels\/)?[^/]+\.(?:xml|rels)$|^\/?xl\/worksheets\/[^/]+\.xml$/

/** What is unpacked of one part, and kept of all together, in bytes. */
const mostOfPart = 32 * 2 ** 20
const mostOfAll = 48 * 2 ** 20

/** A row's end, with or without a prefix of its namespace, also of one without cells. */
const rowEnd = /<\/(?:[\w.-]+:)?row\s*>|<(?:[\w.-]+:)?row(?:\s[^<>]*)?\/>/g

/**
 * A small spreadsheet of the first rows of each sheet of a larger one. Of that no more is unpacked than is needed.
 *
 * @throws UnreadableZip for what is no archive, and for rows or texts that are too long
 */
export async function xlsxBeginning(handle: FileHandle, size: number, rows: number): Promise<Buffer> {
  const files: { name: string; bytes: Buffer }[] = []
  let kept = 0
  for (const entry of await zipEntries(handle, size)) {
    if (!wanted.test(entry.name)) continue
    const bytes = await beginningOf(handle, entry, rows)
    kept += bytes.length
    if (kept > mostOfAll) throw new UnreadableZip('has too many sheets, or too much text in them')
    files.push({ name: entry.name.replace(/^\//, ''), bytes })
  }
  if (files.length === 0) throw new UnreadableZip('is an archive of something else')
  return zipOf(files)
}

async function beginningOf(handle: FileHandle, entry: ZipEntry, rows: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  let looked = ''
  let ends = 0
  for await (const piece of unpacked(handle, entry)) {
    pieces.push(piece)
    length += piece.length
    // Signs of the markup have one byte each, so that places in bytes are places in this text. What may be the beginning
    // of an end is looked at again with what follows.
    looked += piece.toString('latin1')
    let after = 0
    for (const { 0: end, index } of looked.matchAll(rowEnd)) {
      after = index + end.length
      ends++
      if (ends < rows) continue
      return closed(Buffer.concat(pieces).subarray(0, length - looked.length + after))
    }
    looked = looked.slice(Math.max(after, looked.length - longestTag))
    if (length > mostOfPart) return closed(cutAtEnd(Buffer.concat(pieces)))
  }
  return Buffer.concat(pieces)
}

/** Longer than any end of a row that a program writes. */
const longestTag = 1_000

/** A part that is too long, up to the last row or text in it that is whole. */
function cutAtEnd(bytes: Buffer): Buffer {
  const ends = ['</row>', '</si>'].map((end) => ({ end, at: bytes.lastIndexOf(end) }))
  const last = ends.find(({ at }) => at >= 0)
  if (last === undefined) throw new UnreadableZip('has rows that are too long')
  return bytes.subarray(0, last.at + last.end.length)
}

/** Ends what was begun: the elements that are open around rows and texts. */
function closed(bytes: Buffer): Buffer {
  const opening = bytes.subarray(0, 100_000).toString('latin1')
  const open = [...opening.matchAll(/<((?:[\w.-]+:)?(?:worksheet|sheetData|sst))[\s>]/g)].map(
    ([, name]) => name,
  )
  return Buffer.concat([
    bytes,
    Buffer.from(
      open
        .reverse()
        .map((name) => `</${name}>`)
        .join(''),
    ),
  ])
}
