/** Which part of a list is wanted: at most `limit` rows, after the first `offset`. */
export interface Page {
  limit: number
  offset: number
}

/** One page of a list, and how many rows all pages have together. */
export interface Listed<Row> {
  rows: Row[]
  total: number
}
