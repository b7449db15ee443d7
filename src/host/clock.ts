/**
 * The time that rows are written with. It never goes back: not before the newest time that the store has, nor before one that
 * was given, whatever the machine's clock does. While the clock is behind, each time is a millisecond after the one before,
 * so that what is newer sorts as newer.
 *
 * @param read the machine's clock, in milliseconds
 * @param newest in milliseconds; 0 where the store has none
 */
export function steadyClock(read: () => number, newest: number): () => Date {
  let last = newest
  return () => {
    const time = read()
    last = time < last ? last + 1 : time
    return new Date(last)
  }
}

/** From how far behind on, in milliseconds, a clock is worth a word: machines differ by seconds. */
const toldFrom = 60_000

/** What is told where the clock is behind the newest row; undefined where it is not. */
export function clockWarning(time: number, newest: number): string | undefined {
  const behind = newest - time
  if (behind < toldFrom) return undefined
  const minutes = Math.round(behind / 60_000)
  return `this machine's clock is ${minutes} min behind the newest run in the workspace: new runs are dated after that one; set the clock right`
}
