import type { Target } from '../target.ts'

/** Targets of commands that are still to come. */
export const live: readonly Target[] = [
  { name: 'alerts', pending: 'alerts' },
  { name: 'expirations', pending: 'expirations' },
]
