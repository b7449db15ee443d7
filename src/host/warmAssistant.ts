import type { Parts } from '../services/parts.ts'

/** Loads what the first question to a server would wait for: the tools, and the index of the documents. */
export async function warmAssistant(parts: Parts): Promise<void> {
  const [{ documentsOf }] = await Promise.all([
    import('../assistant/documents/documents.ts'),
    import('../server/routes/assistant.ts'),
  ])
  documentsOf(parts)
}
