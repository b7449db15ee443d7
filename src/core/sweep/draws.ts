/** So many draws in a row may give nothing new, for each that is wanted: then the space is taken to hold no more. */
const missesPerDraw = 20
const leastMisses = 1_000

/**
 * Draws until so many different things are found, in the order in which they were; fewer when there seem to be no
 * others.
 *
 * @param keyOf equal things have equal keys
 */
export function distinctDraws<T>(wanted: number, draw: () => T, keyOf: (drawn: T) => string): T[] {
  const found = new Map<string, T>()
  const most = Math.max(leastMisses, missesPerDraw * wanted)
  for (let misses = 0; found.size < wanted && misses < most; ) {
    const drawn = draw()
    const key = keyOf(drawn)
    if (found.has(key)) misses++
    else {
      found.set(key, drawn)
      misses = 0
    }
  }
  return [...found.values()]
}
