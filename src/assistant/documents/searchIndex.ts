import MiniSearch, { type Options } from 'minisearch'
import type { Section } from './sections.ts'
import { termOf, wordsOf } from './words.ts'

const options: Options<Section> = {
  idField: 'path',
  fields: ['page', 'heading', 'text'],
  tokenize: wordsOf,
  processTerm: termOf,
  searchOptions: {
    boost: { heading: 3, page: 1.5 },
    // Short words begin or resemble too many others.
    prefix: (term) => term.length >= 4,
    // Letters that are wrong: two neighbours that are swapped count as two.
    fuzzy: (term) => (term.length >= 7 ? 2 : term.length >= 5 ? 1 : false),
    weights: { prefix: 0.4, fuzzy: 0.25 },
    boostDocument: (path) => boostOf(String(path)),
  },
}

/** A guide explains; a decision tells why it came to be so, and a file or a card of a pack is an example. */
function boostOf(path: string): number {
  if (path.startsWith('docs/guide/')) return 1.3
  if (path.startsWith('docs/decisions/')) return 0.8
  return path.startsWith('packs/') ? 0.7 : 1
}

/** A section that was found, and the terms by which it was. */
export interface Hit {
  section: Section
  terms: ReadonlySet<string>
}

/** Sections by their words, ranked by BM25. */
export class SearchIndex {
  readonly #words: MiniSearch<Section>
  readonly #sections: Map<string, Section>

  constructor(words = new MiniSearch(options), sections: readonly Section[] = []) {
    this.#words = words
    this.#sections = new Map(sections.map((section) => [section.path, section]))
  }

  /** One that `toText` has written. */
  static fromText(text: string): SearchIndex {
    const { words, sections }: Written = JSON.parse(text)
    return new SearchIndex(MiniSearch.loadJSON(words, options), sections)
  }

  /** All of it as text, from which it is there again in a third of the time that making it takes. */
  toText(): string {
    const written: Written = { words: JSON.stringify(this.#words), sections: [...this.#sections.values()] }
    return JSON.stringify(written)
  }

  /** Those whose path begins so. */
  sections(beginning: string): Section[] {
    return [...this.#sections.values()].filter(({ path }) => path.startsWith(beginning))
  }

  /** Puts sections in, in place of those with the same path. */
  put(sections: readonly Section[]): void {
    this.remove(sections.map(({ path }) => path))
    for (const section of sections) {
      this.#sections.set(section.path, section)
      this.#words.add(section)
    }
  }

  remove(paths: readonly string[]): void {
    for (const path of paths) {
      if (this.#sections.delete(path)) this.#words.discard(path)
    }
  }

  /** Best first. None for a question that has no word to look for. */
  search(query: string): Hit[] {
    return this.#words.search(query).flatMap(({ id, match }) => {
      const section = this.#sections.get(String(id))
      return section === undefined ? [] : [{ section, terms: new Set(Object.keys(match)) }]
    })
  }
}

interface Written {
  words: string
  sections: Section[]
}
