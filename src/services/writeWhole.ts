import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SigmaError } from '../core/errors.ts'

/** Of a file: all of it, or one piece after the other. */
type Content = Uint8Array | string | AsyncIterable<string | Uint8Array>

/**
 * Writes a file that is there whole or not at all: under a temporary name first, then renamed. A `SigmaError` of who
 * makes its pieces is passed on.
 */
export async function writeWhole(path: string, content: Content): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeAndRename(path, content)
  } catch (cause) {
    if (cause instanceof SigmaError) throw cause
    throw new SigmaError(
      'UNAVAILABLE',
      `cannot write ${path}: ${cause instanceof Error ? cause.message : cause}`,
      {
        next: 'name a folder that you may write to, on a disk with free space',
        cause,
      },
    )
  }
}

async function writeAndRename(path: string, content: Content): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, content, { flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
