import type { ErrorBody, Lineage } from '../contract/types.ts'
import type { RunError } from '../services/runs.ts'

/**
 * JSON that the store kept, as the contract's type. It was typed when it was written, and every answer is checked
 * against the contract on its way out, so that a row of another shape is an error there and not a wrong answer.
 */
export function stored<T>(json: object | null): T {
  return json as T
}

export const storedLineage = (json: object | null): Lineage | null => stored<Lineage | null>(json)
export const storedError = (error: RunError | null): ErrorBody | null => stored<ErrorBody | null>(error)
