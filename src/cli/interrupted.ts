import { SigmaError } from '../core/errors.ts'

/** Ctrl-C while work was followed. The message says what became of the work; a sweep that can go on is in the details. */
export class Interrupted extends SigmaError {
  constructor(message: string, next: string, details: { sweep_id?: string } = {}) {
    super('CONFLICT', message, { next, details })
    this.name = 'Interrupted'
  }
}

/** An answer from elsewhere, which Ctrl-C does not wait for. */
export async function unlessInterrupted<T>(
  answer: Promise<T>,
  signal: AbortSignal,
  baseUrl: string,
): Promise<T> {
  let onAbort = (): void => undefined
  const interrupted = new Promise<never>((_, reject) => {
    onAbort = () =>
      reject(
        new Interrupted(
          `no longer waiting for ${baseUrl}, which may go on with the request`,
          'see what it does with: sigma runs',
        ),
      )
  })
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([answer, interrupted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** An answer of the server inside this process, which ends what takes long when Ctrl-C is pressed. */
export async function unlessStopped<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!signal.aborted || !(error instanceof SigmaError) || error.code !== 'UNAVAILABLE') throw error
    throw new Interrupted('nothing of it was kept', 'run the same command to start it again')
  }
}
