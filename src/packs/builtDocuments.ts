import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { parseYaml } from '../yaml/yamlDocument.ts'

// What the files of the packs that come with Sigma say is read at the build: reading their YAML is a third of what a
// command takes that lists models. It is found by the bytes of a file, so that an edited one is read as any other.

const documentsSchema = z.record(z.string(), z.unknown())

let documents: Readonly<Record<string, unknown>> | undefined

/** What a file of these bytes says; undefined for a file that the build has not seen, and in the sources for all. */
export function builtDocument(sha256: string): unknown {
  documents ??= readDocuments(fileURLToPath(new URL('./packs.json', import.meta.url)))
  return documents[sha256]
}

function readDocuments(path: string): Readonly<Record<string, unknown>> {
  try {
    return documentsSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/** The text of `packs.json` for these files. One that is faulty, or says what JSON can't, is left out. */
export function documentsText(files: readonly { sha256: string; text: string }[]): string {
  const said = files.flatMap(({ sha256, text }): [string, unknown][] => {
    const { value, faults } = parseYaml(text)
    const isPlain = faults.length === 0 && isDeepStrictEqual(JSON.parse(JSON.stringify(value ?? null)), value)
    return isPlain ? [[sha256, value]] : []
  })
  return JSON.stringify(Object.fromEntries(said))
}
