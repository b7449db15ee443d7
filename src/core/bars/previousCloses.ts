/**
 * Close of the session before, for each bar: the last close among the bars of that session. NaN in the first session,
 * which has none before it.
 */
export function previousCloses({
  session,
  close,
}: {
  session: Int32Array
  close: Float64Array
}): Float64Array {
  const previous = new Float64Array(session.length)
  let known = Number.NaN
  for (let row = 0; row < session.length; row++) {
    if (row > 0 && session[row] !== session[row - 1]) known = close[row - 1]
    previous[row] = known
  }
  return previous
}
