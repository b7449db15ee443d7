import { SigmaError } from '../../core/errors.ts'

/** What is thrown of a template that must not be asked: the files of the package are not as they were released. */
export function refuse(file: string, why: string): SigmaError {
  return new SigmaError('INTERNAL', `the SQL template ${file} is refused: ${why}`, {
    next: 'Install sigma-lab again, or report this.',
  })
}
