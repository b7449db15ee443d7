import { z } from 'zod'
import { byteSizeText, parseByteSize, sizeExamples } from '../contract/byteSize.ts'
import { define } from './settingDefinition.ts'

/** A number of bytes, as a number or as "4GB". */
const byteSize = z.union([z.string(), z.number()]).transform((value, context) => {
  const size = parseByteSize(String(value))
  if (size !== undefined) return size
  context.addIssue({ code: 'custom', message: `expected ${sizeExamples}, got ${value}` })
  return z.NEVER
})

export const memorySettings = {
  memory_limit: define<number | undefined>({
    env: ['SIGMA_MEMORY_LIMIT'],
    yaml: 'memory_limit',
    schema: byteSize.optional(),
    fallback: undefined,
    show: (size) => (size === undefined ? undefined : byteSizeText(size)),
    use: 'memory that a sweep may take, such as 4GB (default: no limit)',
  }),
}
