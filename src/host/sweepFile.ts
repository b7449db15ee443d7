import type { SweepRequest } from '../contract/types.ts'
import { readSweepFile } from '../packs/sweepFile.ts'
import { textOfFile } from './textOfFile.ts'

/**
 * What a file says of a sweep, as fields of a request.
 * @param path of the current folder, as it was typed
 * @throws INVALID_PARAM naming file, line and field of every fault, or the file that can't be read
 */
export async function sweepOfFile(path: string): Promise<SweepRequest> {
  const next = 'write one as docs/guide/sweeps.md shows'
  return readSweepFile(path, await textOfFile(path, { field: '--file', next }))
}
