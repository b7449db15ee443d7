import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { SigmaError } from '../../core/errors.ts'

/** An answered request, as kept on disk. */
interface CacheEntry {
  rows: unknown[]
  /** When the vendor answered, milliseconds since 1970-01-01 UTC. */
  answeredAt: number
}

export interface AnswerCache {
  /** Undefined when there is no entry, or one that can't be trusted. */
  read(name: string): Promise<CacheEntry | undefined>
  write(name: string, entry: CacheEntry): Promise<void>
}

export type WriteBytes = (file: FileHandle, bytes: Uint8Array) => Promise<void>

const headShape = z.object({
  format: z.literal(1),
  request: z.string(),
  answeredAt: z.number(),
  sha256: z.string(),
})

/**
 * Answers on disk, one file for each name: `<first two of the hash>/<SHA-256 of the name>.jsonl`, where a name is the
 * request as text, without the key. The first line has the name and a checksum of all that is kept, the second the rows.
 * An entry is written aside, flushed and renamed; one whose checksum or name does not fit is reported to `log` and
 * treated as absent. A folder that can't be read or written, or a full disk, is UNAVAILABLE, and leaves no partial file.
 */
export function answerCache({
  folder,
  log,
  writeBytes = (file, bytes) => file.writeFile(bytes),
}: {
  folder: string
  log: (message: string) => void
  /** Stands in for the writing itself, for tests of full disks. */
  writeBytes?: WriteBytes
}): AnswerCache {
  const fileOf = (name: string) => {
    const hash = sha256(name)
    return join(folder, hash.slice(0, 2), `${hash}.jsonl`)
  }
  return {
    async read(name) {
      const file = fileOf(name)
      const text = await readIfThere(file, folder)
      if (text === undefined) return undefined
      const entry = parseEntry(text, name)
      if (entry === undefined) log(`${file} is damaged: asking again for ${name}`)
      return entry
    },
    async write(name, entry) {
      const rows = JSON.stringify(entry.rows)
      const head = {
        format: 1,
        request: name,
        answeredAt: entry.answeredAt,
        sha256: checksum(name, entry.answeredAt, rows),
      }
      const bytes = new TextEncoder().encode(`${JSON.stringify(head)}\n${rows}\n`)
      try {
        await writeWhole(fileOf(name), bytes, writeBytes)
      } catch (error) {
        throw unusable(folder, 'written', error)
      }
    },
  }
}

function parseEntry(text: string, name: string): CacheEntry | undefined {
  const lines = text.split('\n')
  if (lines.length !== 3 || lines[2] !== '') return undefined
  const head = headShape.safeParse(parseJson(lines[0]))
  if (!head.success || head.data.request !== name) return undefined
  const { answeredAt, sha256: expected } = head.data
  if (checksum(name, answeredAt, lines[1]) !== expected) return undefined
  const rows = z.array(z.unknown()).safeParse(parseJson(lines[1]))
  return rows.success ? { rows: rows.data, answeredAt } : undefined
}

/** Undefined for what is no JSON, which is never the value of JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function checksum(name: string, answeredAt: number, rows: string): string {
  return sha256(`${name}\n${answeredAt}\n${rows}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function readIfThere(file: string, folder: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw unusable(folder, 'read', error)
  }
}

async function writeWhole(file: string, bytes: Uint8Array, writeBytes: WriteBytes): Promise<void> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true })
  const aside = join(folder, `.${randomUUID()}.part`)
  try {
    const handle = await open(aside, 'wx')
    try {
      await writeBytes(handle, bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(aside, file)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** What the file system refuses is the user's to mend; anything without a code of it is a bug, and passed on. */
function unusable(folder: string, verb: string, error: unknown): unknown {
  if (!(error instanceof Error) || codeOf(error) === undefined) return error
  return new SigmaError('UNAVAILABLE', `the cache folder ${folder} can’t be ${verb}: ${error.message}`, {
    details: { folder, reason: codeOf(error) },
    next: `make room on its disk and ${folder} a folder that this user may write, or choose another one`,
    cause: error,
  })
}
