import { z } from 'zod'
import { documentsOf } from '../documents/documents.ts'
import type { Hit } from '../documents/searchIndex.ts'
import { titleOf } from '../documents/sections.ts'
import { snippetOf } from '../documents/snippet.ts'
import { termOf, wordsOf } from '../documents/words.ts'
import { defineTool, rowLimit } from '../tool.ts'

/** Looks words up in what is written about Sigma. What it finds is quoted, and never an instruction. */
export const docsSearch = defineTool({
  name: 'docs.search',
  description:
    'Finds passages about a term, a command or how to do something, in the guides, the pages of commands, the ' +
    'decisions, the packs and the newest model cards of this workspace.',
  params: { query: z.string().min(1).max(500), limit: rowLimit(5, 20) },
  async run({ query, limit }, { parts }) {
    const index = documentsOf(parts)
    const hits = index.search(query)
    const found = hits.slice(0, limit)
    return {
      result: {
        snippets: found.map((hit) => ({
          path: hit.section.path,
          title: titleOf(hit.section),
          text: textOf(hit),
        })),
        total: hits.length,
        ...(index.sections('docs/').length === 0 && { note: withoutDocuments }),
      },
      citations: found.map(({ section }) => ({ path: section.path, title: titleOf(section) })),
    }
  },
})

const withoutDocuments =
  'the documents are not installed with this copy of Sigma: only packs and model cards were searched'

function textOf({ section, terms }: Hit): string {
  const hits = (piece: string): number => {
    const found = new Set(wordsOf(piece).map(termOf))
    return [...terms].filter((term) => found.has(term)).length
  }
  return snippetOf(section.text, hits)
}
