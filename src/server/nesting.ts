import { invalidParam } from '../core/errors.ts'

/** Far more than any body of the contract has, and far less than recursive readers of it can bear. */
const deepest = 64

/** Throws INVALID_PARAM for a body whose lists and objects are nested too deeply. */
export function refuseDeepNesting(body: unknown): void {
  let level: object[] = isObject(body) ? [body] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) throw invalidParam([{ field: 'body', issue: `is nested more than ${deepest} deep` }])
    level = level.flatMap((value) => Object.values(value).filter(isObject))
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
