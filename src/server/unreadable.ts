import { refuseDeepNesting } from './nesting.ts'
import type { ServedRequest } from './route.ts'
import { refuseUnstorable } from './unstorable.ts'

/** What is refused of any operation. @throws INVALID_PARAM */
export function refuseUnreadable({ body, query, params }: ServedRequest): void {
  refuseDeepNesting(body)
  refuseUnstorable({ body, query, params })
}
