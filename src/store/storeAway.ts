import { SigmaError } from '../core/errors.ts'

/** A fault of the database that passes: it is away, full, or takes no changes now. What failed by it may succeed later. */
export class StoreAway extends SigmaError {
  constructor(message: string, next: string, cause: unknown) {
    super('UNAVAILABLE', message, { next, cause })
  }
}
