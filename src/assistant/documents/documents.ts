import { listNewestCards, listPackFiles, readListed } from '../../services/documents.ts'
import type { Parts } from '../../services/parts.ts'
import { installedIndex } from './builtIndex.ts'
import type { SearchIndex } from './searchIndex.ts'
import { type Section, sectionsOf } from './sections.ts'

type Places = Pick<Parts, 'docsDir' | 'packsDir' | 'packs'>

const opened = new WeakMap<Parts['packs'], WorkspaceDocuments>()

/** The documents of a workspace, as its files are now: kept in memory from the first question on. */
export function documentsOf(places: Places): SearchIndex {
  let documents = opened.get(places.packs)
  if (documents === undefined) {
    documents = new WorkspaceDocuments(places)
    opened.set(places.packs, documents)
  }
  return documents.upToDate()
}

/** What comes with Sigma, and over it the packs and the newest model cards of a workspace. */
class WorkspaceDocuments {
  readonly #packsDir: string
  readonly #index: SearchIndex
  /** Sections of built-in packs, which are in force again once the workspace's file of the same name is gone. */
  readonly #builtin: ReadonlyMap<string, Section>
  /** Of each file of the workspace that is in the index its stamp and its sections. */
  readonly #own = new Map<string, { stamp: string; sections: readonly Section[] }>()

  constructor({ docsDir, packsDir }: Places) {
    this.#packsDir = packsDir
    this.#index = installedIndex(docsDir)
    this.#builtin = new Map(this.#index.sections('packs/').map((section) => [section.path, section]))
  }

  upToDate(): SearchIndex {
    const files = [...listPackFiles(this.#packsDir), ...listNewestCards(this.#packsDir)]
    const there = new Set(files.map(({ path }) => path))
    for (const path of this.#own.keys()) if (!there.has(path)) this.#forget(path)
    for (const file of files) {
      if (this.#own.get(file.path)?.stamp === file.stamp) continue
      const document = readListed(file)
      this.#forget(file.path)
      if (document !== undefined) this.#keep(file.path, file.stamp, sectionsOf(document))
    }
    return this.#index
  }

  #keep(path: string, stamp: string, sections: readonly Section[]): void {
    this.#own.set(path, { stamp, sections })
    // In a checkout of Sigma the packs of the workspace are those that came with it.
    this.#index.put(sections.filter((section) => this.#builtin.get(section.path)?.text !== section.text))
  }

  #forget(path: string): void {
    const known = this.#own.get(path)
    if (known === undefined) return
    this.#own.delete(path)
    this.#index.remove(known.sections.map((section) => section.path))
    const builtin = this.#builtin.get(path)
    if (builtin) this.#index.put([builtin])
  }
}
