import { rowsOf, type Shown, textOf } from './values.ts'

/** The passages that fit best, as they stand in the documents. */
export function saySnippets({ snippets, note }: Shown): string {
  const found = rowsOf(snippets)
  if (found.length === 0)
    return `The documents say nothing of that.${typeof note === 'string' ? ` (${note})` : ''}\n`
  const [first] = found
  return `${textOf(first.title)}:\n${textOf(first.text).trim()}\n`
}

export function sayFiles({ files, total, note }: Shown): string {
  const found = rowsOf(files)
  if (found.length === 0) return `There is no such file.${typeof note === 'string' ? ` ${note}` : ''}\n`
  return [
    found.length < Number(total) ? `The newest ${found.length} of ${Number(total)} files:\n` : '',
    ...found.map(
      ({ path, size, modified_at }) => `- ${textOf(path)} (${textOf(size)} bytes, ${textOf(modified_at)})\n`,
    ),
  ].join('')
}

/** The first rows of a table, as they stand in the file. */
export function sayTable({ path, columns, rows, total_rows, truncated, link, note }: Shown): string {
  const names = Array.isArray(columns) ? columns.map(textOf) : []
  const lines = Array.isArray(rows) ? rows : []
  return [
    `${textOf(path)}${typeof total_rows === 'number' ? `, ${total_rows} rows` : ''}:\n`,
    ...(names.length > 0 ? [`${names.join(' | ')}\n`] : []),
    ...lines
      .slice(0, 20)
      .map((row) => `${Array.isArray(row) ? row.map((cell) => textOf(cell)).join(' | ') : ''}\n`),
    ...(lines.length > 20 || truncated === true
      ? [`There is more${typeof link === 'string' ? `: ${link}` : ''}.\n`]
      : []),
    ...(typeof note === 'string' ? [`${note}\n`] : []),
  ].join('')
}

export function sayProposal({ command, why_not }: Shown): string {
  return [
    `This does it: ${textOf(command)}\n`,
    typeof why_not === 'string' ? `I start nothing: ${why_not}\n` : 'Nothing was started.\n',
  ].join('')
}
