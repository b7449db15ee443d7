/** What a promise gives, or the reason of a signal that is aborted before. The promise itself goes on. */
export async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let giveUp = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason)
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** What is left of a generator once its signal is aborted is not waited for. */
export async function* eachUntilAborted<Value, Result>(
  generator: AsyncGenerator<Value, Result>,
  signal: AbortSignal,
): AsyncGenerator<Value, Result> {
  try {
    for (;;) {
      const step = await untilAborted(generator.next(), signal)
      if (step.done) return step.value
      yield step.value
    }
  } finally {
    // Ends it where it is, if it is not at its end; not awaited, since it may wait for what does not come.
    void generator.throw(signal.reason).catch(() => undefined)
  }
}
