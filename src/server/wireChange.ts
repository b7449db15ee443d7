import type { Difference } from '../core/differences.ts'

/** A field that differs, in the words of the contract. */
export function toChange({ field, before, after }: Difference) {
  return { field, from: before, to: after }
}
