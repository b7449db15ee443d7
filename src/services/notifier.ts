/** What a receiver can be told of. */
export const notifyEvents = [
  'sweep.completed',
  'sweep.failed',
  'sweep.canceled',
  'gate.failed',
  'drift.seen',
] as const
export type NotifyEvent = (typeof notifyEvents)[number]

/** Sends what is kept for the receiver of a workspace. */
export interface Notifier {
  /** Whether the receiver is to be told of it. */
  wants(event: NotifyEvent): boolean
  /** Something new is kept, and is to be sent. */
  wake(): void
}

/** Where nobody is to be told. */
export const noNotifier: Notifier = { wants: () => false, wake() {} }
