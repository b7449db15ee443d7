import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listPackFiles, readDocuments, readListed } from '../../services/documents.ts'
import { SearchIndex } from './searchIndex.ts'
import { sectionsOf } from './sections.ts'

// Indexing the documents and packs that come with Sigma takes three times as long as a first question may. The build
// does it; in the sources, where nothing is built, it is done when it is first needed.

/** An index of all that comes with Sigma. @param docsDir the folder of the documents; the packs are beside it */
export function installedIndex(docsDir: string): SearchIndex {
  const text = builtText(fileURLToPath(new URL('./documents.json', import.meta.url)))
  return text === undefined ? makeIndex(docsDir) : SearchIndex.fromText(text)
}

/** The same, made anew; empty where the documents are not there. */
export function makeIndex(docsDir: string): SearchIndex {
  const packs = listPackFiles(join(dirname(docsDir), 'packs'))
  const texts = [...readDocuments(docsDir), ...packs.flatMap((file) => readListed(file) ?? [])]
  const index = new SearchIndex()
  index.put(texts.flatMap(sectionsOf))
  return index
}

function builtText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
