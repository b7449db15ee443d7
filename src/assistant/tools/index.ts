import type { Tool } from '../tool.ts'
import { docsSearch } from './docsSearch.ts'

/** Everything that can be looked up, in the order in which it is told. */
export const tools: readonly Tool[] = [docsSearch]
