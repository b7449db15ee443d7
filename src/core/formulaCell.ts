/** Whether a spreadsheet would compute a cell, and not show it (OWASP, CSV injection). Numbers are none. */
export function isFormula(text: string): boolean {
  return /^[=+\-@\t\r＝＋－＠]/.test(text) && !Number.isFinite(Number(text))
}
