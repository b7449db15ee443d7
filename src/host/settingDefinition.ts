import type { Reader } from './settingReaders.ts'

/** A setting: the environment variables it is read from (first one set wins), its place in the YAML files, its rule. */
export interface Definition<T> {
  env: readonly string[]
  yaml?: string
  /** Reads what was given; the fallback is taken as it is. */
  read: Reader<T>
  fallback: T
  secret?: boolean
  /** How the value is shown, where part of it is secret. */
  show?(value: T): unknown
  /** What it is for, in a few words. */
  use: string
}

export const define = <T>(definition: Definition<T>): Definition<T> => definition
