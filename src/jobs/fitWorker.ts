import { type FitMessage, type TimedFit, timedFit } from './timedFit.ts'

/** The entry of a worker thread: one fit a message. */
export default function fit(message: FitMessage): TimedFit {
  return timedFit(message)
}
