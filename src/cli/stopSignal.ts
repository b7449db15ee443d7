import { once } from 'node:events'
import { constants } from 'node:os'

/** Resolves when the process is asked to end: by Ctrl-C or by whoever runs it. */
export async function stopSignal(interrupt: AbortSignal): Promise<void> {
  const terminated = once(process, 'SIGTERM')
  const interrupted = interrupt.aborted ? Promise.resolve() : once(interrupt, 'abort')
  await Promise.race([terminated, interrupted])
}

/** What is under way is left as it is, as if the process were killed. */
export function endAtNextSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]))
}
