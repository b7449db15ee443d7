/** The same answer for whoever asks within so many milliseconds: what watches a server asks often, and from many sides. */
export function briefly<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
  let latest: Promise<T> | undefined
  let until = 0
  return () => {
    const now = performance.now()
    if (latest === undefined || now >= until) {
      latest = work()
      until = now + ms
    }
    return latest
  }
}
