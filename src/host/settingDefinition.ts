import { z } from 'zod'
import { parseByteSize } from '../contract/byteSize.ts'

/** A setting: the environment variables it is read from (first one set wins), its place in the YAML files, its rule. */
export interface Definition<T> {
  env: readonly string[]
  yaml?: string
  schema: z.ZodType<T>
  fallback: T
  secret?: boolean
  /** How the value is shown, where part of it is secret. */
  show?(value: T): unknown
  /** What it is for, in a few words. */
  use: string
}

export const define = <T>(definition: Definition<T>): Definition<T> => definition

/** A truth value, of a YAML file or in the words of an environment variable. */
export const flag = z.union([
  z.boolean(),
  z
    .enum(['0', '1', 'true', 'false', 'yes', 'no'])
    .transform((value) => value === '1' || value === 'true' || value === 'yes'),
])

/** A number of bytes, as a number or as "4GB". */
export const byteSize = z.union([z.string(), z.number()]).transform((value, context) => {
  const size = parseByteSize(String(value))
  if (size !== undefined) return size
  context.addIssue({ code: 'custom', message: `expected a size such as 4GB or 512MB, got ${value}` })
  return z.NEVER
})
