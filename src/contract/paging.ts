/** Rows of a list that are asked for. `limit` is 1 to 200, `offset` 0 or more. */
export interface Page {
  limit: number
  offset: number
}

/** The paging fields of a list's answer. */
export interface PageAnswer extends Page {
  ok: true
  total: number
  next_offset: number | null
}

const pageLimit = { default: 50, max: 200 } as const

/**
 * The page that a query asks for. A limit above the largest is clamped, with a warning to answer:
 * routes that refuse it have done so before, by the contract.
 */
export function readPage(query: { limit?: number | undefined; offset?: number | undefined }): {
  page: Page
  warnings: string[]
} {
  const { limit = pageLimit.default, offset = 0 } = query
  if (limit <= pageLimit.max) return { page: { limit, offset }, warnings: [] }
  return {
    page: { limit: pageLimit.max, offset },
    warnings: [
      `limit ${limit} is above ${pageLimit.max}: ${pageLimit.max} rows at most are answered; go on at next_offset`,
    ],
  }
}

/** Where the page after one of `rowCount` rows starts, or null when it was the last. */
export function nextOffset(offset: number, rowCount: number, total: number): number | null {
  const next = offset + rowCount
  return rowCount > 0 && next < total ? next : null
}

/** The paging fields to answer beside `rows`. */
export function pageAnswer({ limit, offset }: Page, rowCount: number, total: number): PageAnswer {
  return { ok: true, total, limit, offset, next_offset: nextOffset(offset, rowCount, total) }
}
