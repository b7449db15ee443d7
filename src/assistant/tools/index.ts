import type { Tool } from '../tool.ts'

/** Everything that can be looked up, in the order in which it is told. */
export const tools: readonly Tool[] = []
