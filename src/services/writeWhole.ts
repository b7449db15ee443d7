import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SigmaError } from '../core/errors.ts'

/** Writes a file that is there whole or not at all: under a temporary name first, then renamed. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeAndRename(path, content)
  } catch (cause) {
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

async function writeAndRename(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, content, { flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
