import { isFormula } from './formulaCell.ts'

/**
 * A cell of a CSV file, in quotes where it has to be.
 *
 * @param forSpreadsheet puts an apostrophe before what a spreadsheet would compute, and not show: a tag that somebody wrote
 *   may begin like a formula (OWASP, CSV injection). Numbers stay what they are.
 */
export function csvCell(text: string, { forSpreadsheet = false }: { forSpreadsheet?: boolean } = {}): string {
  const shown = forSpreadsheet && isFormula(text) ? `'${text}` : text
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}
