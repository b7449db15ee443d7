import { type PageAnswer, pageAnswer, readPage } from '../contract/paging.ts'

type Query = Parameters<typeof readPage>[0]

/** A page of a list that is whole in memory, with its paging fields. */
export function pageOf<Row>(
  all: readonly Row[],
  query: Query,
): { rows: Row[]; answer: PageAnswer & { warnings?: string[] } } {
  const { page, warnings } = readPage(query)
  const rows = all.slice(page.offset, page.offset + page.limit)
  return {
    rows,
    answer: { ...pageAnswer(page, rows.length, all.length), ...(warnings.length > 0 && { warnings }) },
  }
}

/** A page of a list that the store reads. */
export async function storedPage<Row>(
  query: Query,
  read: (page: { limit: number; offset: number }) => Promise<{ rows: Row[]; total: number }>,
): Promise<{ rows: Row[]; answer: PageAnswer & { warnings?: string[] } }> {
  const { page, warnings } = readPage(query)
  const { rows, total } = await read(page)
  return {
    rows,
    answer: { ...pageAnswer(page, rows.length, total), ...(warnings.length > 0 && { warnings }) },
  }
}
