import { readFile } from 'node:fs/promises'
import { invalidParam } from '../core/errors.ts'

/**
 * The text of a file that was typed.
 *
 * @param path of the current folder
 * @param field the option or argument that names it
 * @throws INVALID_PARAM naming the file, when it can't be read
 */
export async function textOfFile(
  path: string,
  { field, next }: { field: string; next: string },
): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const issue = why === 'ENOENT' ? `there is no file ${path}` : `${path} can't be read: ${why}`
    throw invalidParam([{ field, issue }], { next })
  }
}
