import type { Settings } from '../settings.ts'

/** What a check found. */
export interface Finding {
  status: 'ok' | 'warn' | 'error' | 'skipped'
  message: string
  /** What to do about it. */
  next?: string
}

/** Where a check looks. */
export interface Place {
  /** The workspace's folder, as an absolute path. */
  workspace: string
  settings: Settings
  env: NodeJS.ProcessEnv
}

/** One of the things that a command may need on this machine. */
export interface Check {
  name: string
  /** Whether Sigma can't work without it: only then may it be found in error. */
  needed: boolean
  /** What has to be so, in a few words. */
  needs: string
  /** The environment variables that choose it. */
  variables: readonly string[]
  /** The usual remedy. */
  fix: string
  /** Looks, and makes nothing that is not there. */
  look(place: Place): Finding | Promise<Finding>
}

/** The finding of what is as it has to be. */
export const ok = (message: string): Finding => ({ status: 'ok', message })
