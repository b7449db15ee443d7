import type { SigmaError } from '../errors.ts'
import { invalidParam } from '../errors.ts'

/** Looking into parsed JSON whose shape is not known: each helper gives the value or says what is wrong with it. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value under a path of keys. */
export function at(value: unknown, ...path: string[]): unknown {
  let current = value
  for (const key of path) {
    if (!isRecord(current) || !(key in current)) throw notAModel(`"${path.join('.')}" is missing`)
    current = current[key]
  }
  return current
}

/** The largest number that a model file can hold. */
export const largestFloat = 3.4028234663852886e38

/** A count; XGBoost writes its parameters as text. */
export function integerOf(value: unknown, name: string, most: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= most) return number
  throw notAModel(`${name} is ${JSON.stringify(value)}, expected a count up to ${most}`)
}

/** A list of numbers, each finite as a float32; booleans (older files) count as 0 and 1. */
export function numberList(value: unknown, name: string): number[] {
  if (!Array.isArray(value)) throw notAModel(`"${name}" is not a list`)
  return value.map((entry: unknown, i) => {
    if (typeof entry === 'number' && Number.isFinite(Math.fround(entry))) return entry
    if (typeof entry === 'boolean') return entry ? 1 : 0
    throw notAModel(
      `${name}[${i}] is ${typeof entry === 'number' ? entry : JSON.stringify(entry)}, expected a number`,
    )
  })
}

export function textList(value: unknown, name: string): string[] {
  if (!Array.isArray(value)) throw notAModel(`"${name}" is not a list`)
  return value.map((entry: unknown) => String(entry))
}

export function notAModel(issue: string, cause?: unknown): SigmaError {
  const error = invalidParam([{ field: 'model', issue: `not an XGBoost JSON model: ${issue}` }], {
    next: 'save the model with XGBoost\'s save_model("model.json")',
  })
  if (cause !== undefined) error.cause = cause
  return error
}
