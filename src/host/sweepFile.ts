import { readFile } from 'node:fs/promises'
import type { SweepRequest } from '../contract/types.ts'
import { invalidParam } from '../core/errors.ts'
import { readSweepFile } from '../packs/sweepFile.ts'

/**
 * What a file says of a sweep, as fields of a request.
 * @param path of the current folder, as it was typed
 * @throws INVALID_PARAM naming file, line and field of every fault, or the file that can't be read
 */
export async function sweepOfFile(path: string): Promise<SweepRequest> {
  return readSweepFile(path, await textOf(path))
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const issue = why === 'ENOENT' ? `there is no file ${path}` : `${path} can't be read: ${why}`
    throw invalidParam([{ field: '--file', issue }], {
      next: 'write one as docs/guide/sweeps.md shows',
    })
  }
}
