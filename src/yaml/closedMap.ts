import { z } from 'zod'

/**
 * A mapping with these fields and no others. The list of its fields travels as the message of the issue,
 * so that an unknown field can name the nearest known one.
 */
export function closedMap<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ')
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : undefined) })
}
