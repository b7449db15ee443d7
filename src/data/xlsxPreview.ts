import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { SigmaError } from '../core/errors.ts'
import { readAt } from './readAt.ts'
import type { SheetAnswer, SheetPreview, SheetQuestion } from './sheetReader.ts'
import { xlsxBeginning } from './xlsxBeginning.ts'
import { UnreadableZip } from './zipArchive.ts'

/** What the process that reads may take. */
interface ReaderBounds {
  ms: number
  /** Of its heap. */
  megabytes: number
}

/** A beginning of some hundred rows takes less than a second; a file that means ill takes whatever it is given. */
const readerBounds: ReaderBounds = { ms: 15_000, megabytes: 256 }

/** How spreadsheets of before 2007 begin, and those with a password. */
const olderMark = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/**
 * Reads the first rows of a sheet, whatever the size of the file. Rows without a cell at its beginning are left out, and
 * so are columns beyond those that are asked for.
 *
 * @throws UNPROCESSABLE, in a sentence, for what is no spreadsheet, is damaged or would take too long
 */
export async function xlsxPreview(
  handle: FileHandle,
  { size, ...asked }: { size: number } & Omit<SheetQuestion, 'bytes'>,
  signal: AbortSignal,
  bounds = readerBounds,
): Promise<SheetPreview> {
  if ((await readAt(handle, 0, olderMark.length)).equals(olderMark)) {
    throw unreadable('is of before 2007, or protected by a password: save it as .xlsx without one')
  }
  const bytes = await beginning(handle, size, asked.rows)
  const answer = await inProcess({ ...asked, bytes }, signal, bounds)
  if (answer === undefined) throw unreadable('would take too long, or too much memory, to read')
  if ('failure' in answer) throw unreadable(`is damaged (${answer.failure})`)
  return answer
}

async function beginning(handle: FileHandle, size: number, rows: number): Promise<Buffer> {
  try {
    return await xlsxBeginning(handle, size, rows)
  } catch (error) {
    throw error instanceof UnreadableZip ? unreadable(error.message) : error
  }
}

/**
 * Asks a process of its own; undefined where that ended without an answer. In a file that means ill a row claims to be the
 * billionth, and the library makes all those before it. A thread that runs out of memory by that may take its process with
 * it, and this one answers others.
 */
async function inProcess(
  question: SheetQuestion,
  signal: AbortSignal,
  { ms, megabytes }: ReaderBounds,
): Promise<SheetAnswer | undefined> {
  signal.throwIfAborted()
  const reader = fork(readerFile(), [], {
    // Nothing of what this process was told: it is to read what it is sent, and no more.
    env: {},
    execArgv: [`--max-old-space-size=${megabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // What it has sent is read until its end of the channel is closed, which may come after it has gone.
  const ended = Promise.all([once(reader, 'exit'), once(reader, 'disconnect')])
  const stop = (): void => void reader.kill('SIGKILL')
  const timer = setTimeout(stop, ms)
  signal.addEventListener('abort', stop, { once: true })
  let answer: SheetAnswer | undefined
  reader.once('message', (message: SheetAnswer) => {
    answer = message
  })
  try {
    reader.send(question, (error) => error && stop())
    await ended
    signal.throwIfAborted()
    return answer
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** The built program: beside the bundle, or in dist/ when this runs from its source. */
function readerFile(): string {
  const here = import.meta.url
  return fileURLToPath(
    new URL(here.endsWith('.ts') ? '../../dist/sheetReader.mjs' : './sheetReader.mjs', here),
  )
}

function unreadable(why: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `the file can't be shown as a spreadsheet: it ${why}`, {
    next: 'see what the file is, or save the sheet as CSV',
  })
}
