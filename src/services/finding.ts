import type { HealthCheck } from '../contract/types.ts'

/** What a look at the machine found. */
export interface Finding {
  name: string
  status: HealthCheck['status']
  message: string
  /** What to do about it. */
  next?: string
}
