import type { OperationId } from './operations.ts'

/** Operations of the contract that answer 501 NOT_IMPLEMENTED; sorted, and only ever fewer. */
export const unserved: readonly string[] = [] satisfies readonly OperationId[]
