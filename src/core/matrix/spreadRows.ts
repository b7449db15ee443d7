const goldenShare = (Math.sqrt(5) - 1) / 2

/**
 * At most so many of the rows, spread over all of them: one from each of equal parts. Its place within the part moves
 * by the golden share, so that no hour or weekday is met more often than others, as it would be with every n-th row.
 */
export function spreadRows(rows: Int32Array, atMost: number): Int32Array {
  if (rows.length <= atMost) return rows
  const part = rows.length / atMost
  return Int32Array.from(
    { length: atMost },
    (_, i) => rows[Math.min(rows.length - 1, Math.floor((i + ((i * goldenShare) % 1)) * part))],
  )
}

/** The values of some rows. */
export function valuesAt(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]]
  return picked
}
