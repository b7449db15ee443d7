/** From how far behind on, in milliseconds, a clock is believed: then what is ahead of it was dated by a wrong one. */
const believedFrom = 86_400_000

/**
 * The time that rows are written with. It does not go back: not before the newest time that the store has, nor before one that
 * was given, when the machine's clock does. While the clock is behind, each time is a millisecond after the one before, so
 * that what is newer sorts as newer. A clock that is behind by more than a day is believed: days, which quotas count by,
 * would stand still otherwise.
 *
 * @param read the machine's clock, in milliseconds
 * @param newest in milliseconds; 0 where the store has none
 */
export function steadyClock(read: () => number, newest: number): () => Date {
  let last = newest
  return () => {
    const time = read()
    const isBehind = time < last && last - time <= believedFrom
    last = isBehind ? last + 1 : time
    return new Date(last)
  }
}

/** From how far behind on, in milliseconds, a clock is worth a word: machines differ by seconds. */
const toldFrom = 60_000

/** What is told where the clock is behind the newest row; undefined where it is not. */
export function clockWarning(time: number, newest: number): string | undefined {
  const behind = newest - time
  if (behind < toldFrom) return undefined
  if (behind > believedFrom) {
    const day = new Date(newest).toISOString().slice(0, 10)
    return `the newest run in the workspace is dated ${day}, which is to come: lists show it before newer ones`
  }
  const minutes = Math.round(behind / 60_000)
  return `this machine's clock is ${minutes} min behind the newest run in the workspace: new runs are dated after that one; set the clock right`
}
