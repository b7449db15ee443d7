import { createHash } from 'node:crypto'
import type { FieldError } from '../core/errors.ts'
import { checkFile, filesAreFaulty } from './faults.ts'
import { type GuideAnswers, guideAnswersSchema } from './schemas/guide.ts'

/** The answers of a guided run, and where each of them stands. */
export interface FiledAnswers {
  answers: GuideAnswers
  /** The error that says which lines of the file are to be mended. */
  refused(faults: readonly FieldError[]): Error
}

/**
 * Reads the answers of a guided run from a text of YAML or JSON.
 *
 * @param path how the file is called in faults
 * @throws INVALID_PARAM naming file, line and field of every fault, a missing answer among them
 */
export function readGuideAnswers(path: string, text: string): FiledAnswers {
  const sha256 = createHash('sha256').update(text).digest('hex')
  const { value, faults, faultAt } = checkFile(
    { path, origin: 'workspace', text, sha256 },
    guideAnswersSchema,
  )
  if (!value) throw filesAreFaulty(faults)
  return {
    answers: value,
    refused: (found) => filesAreFaulty(found.map(({ field, issue }) => faultAt(field.split('.'), issue))),
  }
}
