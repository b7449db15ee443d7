import type { Ora } from 'ora'

export interface ProgressLine {
  update(progress: { done: number; total: number; message: string }): void
  /** Clears the line. */
  stop(): void
}

/** One line on a terminal with a spinner, what is being done and the share done; nothing without a stream. */
export async function progressLine(stream: NodeJS.WriteStream | undefined): Promise<ProgressLine> {
  if (!stream) return { update: () => undefined, stop: () => undefined }
  const { default: ora } = await import('ora')
  let spinner: Ora | undefined
  return {
    update({ done, total, message }) {
      const text = total > 1 ? `${message} ${done}/${total}` : message
      if (spinner) spinner.text = text
      else spinner = ora({ stream, text, discardStdin: false }).start()
    },
    stop() {
      spinner?.stop()
      spinner = undefined
    },
  }
}
