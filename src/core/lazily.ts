/** Computes a value when it is first asked for, and once. */
export function lazily<T>(compute: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: compute() }
    return made.value
  }
}
