import { commandName } from './output/commandName.ts'

/** A command line that a POSIX shell reads back as these words. */
export function commandLine(argv: readonly string[]): string {
  return [commandName(), ...argv.map(quoted)].join(' ')
}

/** Plain words stay as they are, since people read the line. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
