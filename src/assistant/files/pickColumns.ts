import { invalidParam } from '../../core/errors.ts'
import { didYouMean } from '../../core/nearest.ts'

/**
 * The places of the columns that are named, in that order; of all where none are.
 *
 * @throws INVALID_PARAM naming each that there is not, and the nearest to it
 */
export function pickColumns(names: readonly string[], asked: readonly string[] | undefined): number[] {
  if (asked === undefined) return names.map((_, column) => column)
  const missing = asked.filter((name) => !names.includes(name))
  if (missing.length === 0) return asked.map((name) => names.indexOf(name))
  // To compare a name with thousands of long ones would take as long as to read the file.
  const near = names.slice(0, 200).map((name) => name.slice(0, 100))
  throw invalidParam(
    missing.map((name) => ({
      field: 'columns',
      issue: `there is no column ${JSON.stringify(name)}${didYouMean(name.slice(0, 100), near)}`,
    })),
  )
}
