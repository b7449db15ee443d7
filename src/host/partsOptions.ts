import type { Settings } from './settings.ts'

/** What a process opens a workspace for. */
export interface PartsOptions {
  workspace: string
  settings: Settings
  /** Worker threads for fits; the cores when absent. */
  threads?: number
  /** Whether others call this process while it works. */
  answersOthers?: boolean
  /** Whether runs that wait for a worker are done here, where processes share their work. */
  takesRuns?: boolean
  /** Logs all that can be told. */
  verbose?: boolean | undefined
}
