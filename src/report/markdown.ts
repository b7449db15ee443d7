// Parts of a card in Markdown. Whatever a name or a tag holds is text there.

/** A list of names and values; unknown is `none`. */
export function bullets(values: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(values).map(([name, value]) => `- ${plain(name)}: ${valueText(value)}`)
  return lines.length > 0 ? lines.join('\n') : 'None.'
}

/** A list of sentences, or what to say where there are none. */
export function sentences(lines: readonly string[], none = 'None known.'): string {
  return lines.length > 0 ? lines.map((line) => `- ${plain(line)}`).join('\n') : none
}

/** A table; every row has a cell for each column. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n')
}

/** Text to copy as it stands, inside a fence that it can't close. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/** Text that Markdown, and HTML inside it, takes for nothing else. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#&]/g, (sign) => `\\${sign}`)
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return plain(typeof value === 'object' ? JSON.stringify(value) : String(value))
}
