/**
 * Acts on items, some at once, each taken when its turn comes. After a failure no further one is begun, and what was begun
 * has ended before the failure is thrown: nobody goes on with it in the dark.
 */
export async function inLanes<Item>(
  items: Iterable<Item>,
  lanes: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  // One iterator for all lanes: each takes the next item that is left.
  const rest = items[Symbol.iterator]()
  let hasFailed = false
  async function lane(): Promise<void> {
    try {
      for (let next = rest.next(); !next.done && !hasFailed; next = rest.next()) await act(next.value)
    } catch (error) {
      hasFailed = true
      throw error
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}
