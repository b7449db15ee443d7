import { SigmaError } from '../core/errors.ts'

/** Ctrl-C while work was followed. The message says what became of the work. */
export class Interrupted extends SigmaError {
  constructor(message: string, next: string) {
    super('CONFLICT', message, { next })
    this.name = 'Interrupted'
  }
}
