import { exitCodes } from './exitCodes.ts'

/** A reader of what is written that goes away, as `head` does, wants no more: that is no fault. */
export function endWithReader(): void {
  // It stays when the command ends, since what was written may still be on its way; never twice.
  process.stdout.off('error', onBrokenPipe).on('error', onBrokenPipe)
}

function onBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.done)
}
