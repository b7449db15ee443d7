import { byteSizeText, parseByteSize, sizeExamples } from '../contract/byteSize.ts'
import { define } from './settingDefinition.ts'
import type { Reader } from './settingReaders.ts'

/** A number of bytes, as a number or as "4GB". */
const byteSize: Reader<number> = (given) => {
  if (typeof given !== 'string' && typeof given !== 'number') return { issue: 'Invalid input' }
  const value = parseByteSize(String(given))
  return value === undefined ? { issue: `expected ${sizeExamples}, got ${given}` } : { value }
}

export const memorySettings = {
  memory_limit: define<number | undefined>({
    env: ['SIGMA_MEMORY_LIMIT'],
    yaml: 'memory_limit',
    read: byteSize,
    fallback: undefined,
    show: (size) => (size === undefined ? undefined : byteSizeText(size)),
    use: 'memory that a sweep may take, such as 4GB (default: no limit)',
  }),
}
