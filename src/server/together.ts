import { type FieldError, invalidParam } from '../core/errors.ts'

/**
 * Refuses a field of `first` beside one of `second`: one of the two would be ignored. An absent or null field was not
 * given. @throws INVALID_PARAM naming every such pair.
 */
export function refuseTogether<Body extends object>(
  body: Body,
  first: readonly (keyof Body & string)[],
  second: readonly (keyof Body & string)[],
): void {
  const faults = first
    .filter((one) => isGiven(body, one))
    .flatMap((one) =>
      second
        .filter((other) => isGiven(body, other))
        .map(
          (other): FieldError => ({ field: other, issue: `cannot stand beside ${one}; give one of them` }),
        ),
    )
  if (faults.length > 0) throw invalidParam(faults)
}

/** Refuses fields that only mean something beside another. @throws INVALID_PARAM naming each of them. */
export function refuseWithout<Body extends object>(
  body: Body,
  needed: keyof Body & string,
  fields: readonly (keyof Body & string)[],
): void {
  if (isGiven(body, needed)) return
  const faults = fields
    .filter((field) => isGiven(body, field))
    .map((field): FieldError => ({ field, issue: `is used with ${needed} only, which is not given` }))
  if (faults.length > 0) throw invalidParam(faults)
}

function isGiven<Body extends object>(body: Body, field: keyof Body): boolean {
  return body[field] !== undefined && body[field] !== null
}
