import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { checkFile } from './faults.ts'
import { type FileKinds, kindOfPath, schemaOf } from './fileKinds.ts'

// What the files of the packs that come with Sigma say is read and checked at the build: reading their YAML, and the
// schemas with the library that they are written in, is a third of what a command takes that lists models. It is found
// by the bytes of a file, so that an edited one is read as any other.

/** What a file says: as plain values, and in the form of the schema of its kind, by that kind. */
export interface BuiltFile {
  document: unknown
  values: Partial<FileKinds>
}

let files: Readonly<Record<string, BuiltFile>> | undefined

/** The file of these bytes; undefined for one that the build has not seen, and in the sources for all. */
export function builtFile(sha256: string): BuiltFile | undefined {
  files ??= readFiles(fileURLToPath(new URL('./packs.json', import.meta.url)))
  return files[sha256]
}

function readFiles(path: string): Readonly<Record<string, BuiltFile>> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/** The text of `packs.json` for these files. One that is faulty, or says what JSON can't, is left out. */
export async function builtFilesText(
  given: readonly { path: string; sha256: string; text: string }[],
): Promise<string> {
  const built: Record<string, BuiltFile> = {}
  for (const { path, sha256, text } of given) {
    const kind = kindOfPath(path)
    if (kind === undefined) continue
    const file = { path, origin: 'builtin', sha256, text } as const
    const { document, value, faults } = checkFile(file, await schemaOf(kind))
    // Equal bytes may be files of several kinds.
    const said = { document, values: { ...built[sha256]?.values, [kind]: value } }
    if (faults.length === 0 && isDeepStrictEqual(JSON.parse(JSON.stringify(said)), said)) built[sha256] = said
  }
  return JSON.stringify(built)
}
