import { readDocumentFile } from '../packs/documentFile.ts'
import { textOfFile } from './textOfFile.ts'

/**
 * The fields of a template that stands in a file, as it is written: the server checks them.
 * @param path of the current folder, as it was typed
 * @throws INVALID_PARAM naming file and line of a fault of the YAML, or the file that can't be read
 */
export async function templateOfFile(path: string): Promise<Record<string, unknown>> {
  const next = 'write one as docs/guide/administration.md shows'
  return readDocumentFile(path, await textOfFile(path, { field: 'file', next }))
}
