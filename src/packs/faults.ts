import type { z } from 'zod'
import { type FieldError, SigmaError } from '../core/errors.ts'
import { describeIssues } from '../yaml/describeIssues.ts'
import { parseYaml } from '../yaml/yamlDocument.ts'
import type { PackFile } from './packFile.ts'

/** A fault of a file: which file, which line, which field, what is wrong. */
export interface FileFault extends FieldError {
  file: string
  line: number
}

/** What a file says, as plain values and in the schema's form; `value` is undefined exactly when there are faults. */
export interface CheckedFile<T> {
  file: PackFile
  document: unknown
  value: T | undefined
  faults: FileFault[]
  /** A fault at a path of this file. */
  faultAt(path: readonly PropertyKey[], issue: string): FileFault
}

/**
 * Reads a file by its schema. Faults of the YAML and of the schema come with their lines, all at once.
 * A text that was read before is not read again: one pack.yaml serves all of the pack's models.
 */
export function checkFile<T>(file: PackFile, schema: z.ZodType<T>): CheckedFile<T> {
  const known = memoryOf(schema)
  const key = `${file.path} ${file.sha256}`
  const checked = known.get(key) ?? readFile(file, schema)
  known.set(key, checked)
  return { ...checked, file }
}

/** Files that were checked, by schema. A workspace that is edited for days leaves little here: files are small. */
const memory = new WeakMap<object, Map<string, unknown>>()

function memoryOf<T>(schema: z.ZodType<T>): Map<string, CheckedFile<T>> {
  const known = memory.get(schema) ?? new Map<string, CheckedFile<T>>()
  memory.set(schema, known)
  return known as Map<string, CheckedFile<T>>
}

function readFile<T>(file: PackFile, schema: z.ZodType<T>): CheckedFile<T> {
  const { value: document, faults: yamlFaults, lineOf } = parseYaml(file.text)
  const faultAt = faultsOfFile(file, lineOf)
  if (yamlFaults.length > 0) {
    const faults = yamlFaults.map(({ issue, line }) => ({ file: file.path, line, field: '', issue }))
    return { file, document, value: undefined, faults, faultAt }
  }
  const result = schema.safeParse(document ?? {})
  const faults = result.success
    ? []
    : describeIssues(result.error, document).map(({ path, message }) => faultAt(path, message))
  return { file, document, value: result.data, faults, faultAt }
}

/** Faults at paths of a file whose lines are known. */
export function faultsOfFile(
  { path: name }: PackFile,
  lineOf: (path: readonly PropertyKey[]) => number,
): CheckedFile<unknown>['faultAt'] {
  return (path, issue) => ({ file: name, line: lineOf(path), field: path.map(String).join('.'), issue })
}

/** INVALID_PARAM that lists every fault of every file. @param next what mends them */
export function filesAreFaulty(
  faults: readonly FileFault[],
  next = 'mend the lines named and run the command again',
): SigmaError {
  const sentences = faults.map(
    ({ file, line, field, issue }) => `${file}:${line}: ${field === '' ? '' : `${field}: `}${issue}`,
  )
  return new SigmaError('INVALID_PARAM', sentences.join('\n'), {
    details: { field_errors: faults },
    next,
  })
}
