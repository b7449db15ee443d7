import type { FileHandle } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { SigmaError } from '../core/errors.ts'
import { readAt } from './readAt.ts'
import type { SheetAnswer, SheetCell, SheetMessage } from './sheetWorker.ts'
import { xlsxBeginning } from './xlsxBeginning.ts'
import { UnreadableZip } from './zipArchive.ts'

/** The first rows of each sheet of a spreadsheet, those without a cell at its beginning left out. */
export type XlsxPreview = { name: string; rows: SheetCell[][] }[]

/** A beginning of some hundred rows takes less than a second; a file that means ill takes whatever it is given. */
const mostMs = 20_000
const mostMegabytes = 256

/** How spreadsheets of before 2007 begin, and those with a password. */
const olderMark = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/**
 * Reads the first rows of each sheet, whatever the size of the file, in a thread of its own.
 *
 * @param rows how many of each sheet at most
 * @throws UNPROCESSABLE, in a sentence, for what is no spreadsheet, is damaged or would take too long
 */
export async function xlsxPreview(
  handle: FileHandle,
  { size, rows, signal }: { size: number; rows: number; signal: AbortSignal },
): Promise<XlsxPreview> {
  if ((await readAt(handle, 0, olderMark.length)).equals(olderMark)) {
    throw unreadable('is of before 2007, or protected by a password: save it as .xlsx without one')
  }
  const answer = await inThread({ bytes: await beginning(handle, size, rows) }, signal)
  if ('failure' in answer) throw unreadable(`is damaged (${answer.failure.slice(0, 200)})`)
  return answer.sheets.map(({ name, rows: all }) => {
    const first = all.findIndex((row) => row.some((cell) => cell !== null))
    return { name, rows: first < 0 ? [] : all.slice(first, first + rows) }
  })
}

async function beginning(handle: FileHandle, size: number, rows: number): Promise<Buffer> {
  try {
    return await xlsxBeginning(handle, size, rows)
  } catch (error) {
    throw error instanceof UnreadableZip ? unreadable(error.message) : error
  }
}

async function inThread(message: SheetMessage, signal: AbortSignal): Promise<SheetAnswer> {
  signal.throwIfAborted()
  const worker = new Worker(workerFile(), {
    workerData: message,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  })
  const tooMuch = (): SigmaError => unreadable('would take too long, or too much memory, to read')
  let stop = (): void => undefined
  try {
    return await new Promise<SheetAnswer>((resolve, reject) => {
      const timer = setTimeout(() => reject(tooMuch()), mostMs)
      const abort = (): void => reject(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
      stop = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
      }
      worker.once('message', resolve)
      worker.once('exit', () => reject(tooMuch()))
      worker.once('error', (error) => {
        const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        reject(isFull || error instanceof RangeError ? tooMuch() : error)
      })
    })
  } finally {
    stop()
    await worker.terminate()
  }
}

/** The built thread: beside the bundle, or in dist/ when this runs from its source. */
function workerFile(): string {
  const here = import.meta.url
  return fileURLToPath(
    new URL(here.endsWith('.ts') ? '../../dist/sheetWorker.mjs' : './sheetWorker.mjs', here),
  )
}

function unreadable(why: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `the file can't be shown as a spreadsheet: it ${why}`, {
    next: 'see what the file is, or save the sheet as CSV',
  })
}
